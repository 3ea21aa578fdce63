import { composeWishApp } from '../compose/compose-wish-app.ts';
import { registerFunction } from '../serve/register-function.ts';
import { serveFunction } from '../serve/serve-function.ts';
import { deleteRoutes } from './delete-routes.ts';

// The deployed function `delete`.
const registered = registerFunction({
  name: 'delete',
  uses: ['store', 'queue'],
  compose: composeWishApp(deleteRoutes),
});

if (import.meta.main) void serveFunction(registered);
