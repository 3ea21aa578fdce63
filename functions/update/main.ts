import { composeWishApp } from '../compose/compose-wish-app.ts';
import { registerFunction } from '../serve/register-function.ts';
import { serveFunction } from '../serve/serve-function.ts';
import { updateRoutes } from './update-routes.ts';

// The deployed function `update`.
const registered = registerFunction({
  name: 'update',
  uses: ['store', 'queue', 'vault'],
  compose: composeWishApp(updateRoutes),
});

if (import.meta.main) void serveFunction(registered);
