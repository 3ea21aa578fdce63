import { watchOver } from '../../rig/watch-over.ts';
import { stopKeycloak } from './stop-keycloak.ts';

watchOver(stopKeycloak);
