/**
 * Tables, policies and the role that all tenants' roles belong to. Forced row-level security binds the
 * owner of the tables too: it needs its own policy. Who the tenant is, follows from the role alone;
 * the function's body is parsed here once, so no `search_path` can change what it means.
 */
export const tenantsAndMembers = `
DO $$ BEGIN
  CREATE ROLE tenantry_tenants NOLOGIN;
EXCEPTION
  -- Roles belong to the whole server: another database of it may have made it.
  WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

CREATE FUNCTION codetether.current_tenant() RETURNS uuid LANGUAGE sql STABLE BEGIN ATOMIC
  SELECT CASE
    WHEN current_user ~ '^tenant_[0-9a-f]{32}$' THEN substr(current_user, 8)::uuid
  END;
END;

CREATE TABLE codetether.tenants (
  id uuid PRIMARY KEY,
  owner_id uuid NOT NULL,
  org_slug text NOT NULL UNIQUE,
  organization text NOT NULL,
  tier text NOT NULL,
  realm text,
  user_id text,
  status text NOT NULL CHECK (status IN ('active', 'suspended')),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE codetether.tenant_members (
  tenant_id uuid NOT NULL REFERENCES codetether.tenants (id) ON DELETE CASCADE,
  user_id text NOT NULL,
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, user_id)
);

ALTER TABLE codetether.tenants ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE codetether.tenant_members ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY provisioning ON codetether.tenants
  TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY own_rows ON codetether.tenants FOR SELECT
  TO tenantry_tenants USING (id = codetether.current_tenant());
CREATE POLICY provisioning ON codetether.tenant_members
  TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY own_rows ON codetether.tenant_members
  TO tenantry_tenants
  USING (tenant_id = codetether.current_tenant())
  WITH CHECK (tenant_id = codetether.current_tenant());

GRANT USAGE ON SCHEMA codetether TO tenantry_tenants;
GRANT SELECT ON codetether.tenants TO tenantry_tenants;
GRANT SELECT, INSERT, UPDATE, DELETE ON codetether.tenant_members TO tenantry_tenants;
`;
