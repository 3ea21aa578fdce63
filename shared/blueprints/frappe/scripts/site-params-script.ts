/**
 * Bash that checks what a customer may set, after `siteRecordScript`: reads EMAIL and APPS (names with
 * blanks between) into `email`, `apps` and `add_user_command`, and looks up the user.
 */
export const siteParamsScript = `: "\${EMAIL:?}"
read -ra apps <<<"\${APPS-}"
# Stricter than mail is: bench evaluates arguments of "execute" as Python.
check EMAIL "$EMAIL" "^[A-Za-z0-9_'+.][A-Za-z0-9_'+.-]*@[A-Za-z0-9.-]+$"
for app in \${apps[@]+"\${apps[@]}"}; do
  check APPS "$app" '^[a-z][a-z0-9_]*$'
  [[ -d apps/$app ]] || fail "app \\"$app\\" is not in the image"
done
# As Frappe stores it.
email=\${EMAIL,,}
add_user_command=(--site "$SITE_NAME" add-user "$email"
  --user-type 'System User' --add-role 'System Manager')

user_exists() {
  local found
  found=$(run_bench --site "$SITE_NAME" execute frappe.db.exists --args "[\\"User\\", \\"$email\\"]") ||
    fail "looking up the user failed: $(<"$last_line")"
  # Older versions print the name in quotes.
  grep -Fxq -e "$email" <<<"\${found//\\"/}"
}
`;
