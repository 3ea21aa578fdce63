/** The Secret that images are pulled with. */
export const pullSecretName = 'gcr-pull-secret';

/** Secret and key with the address of the database that all tenants share. */
export const databaseSecret = { name: 'codetether-db-credentials', key: 'DATABASE_URL' } as const;
