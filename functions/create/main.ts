import { composeWishApp } from '../compose/compose-wish-app.ts';
import { registerFunction } from '../serve/register-function.ts';
import { serveFunction } from '../serve/serve-function.ts';
import { createRoutes } from './create-routes.ts';

// The deployed function `create`.
const registered = registerFunction({
  name: 'create',
  uses: ['store', 'queue', 'vault'],
  compose: composeWishApp(createRoutes),
});

if (import.meta.main) void serveFunction(registered);
