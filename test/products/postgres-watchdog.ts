import { watchOver } from '../rig/watch-over.ts';
import { stopPostgres } from './stop-postgres.ts';

watchOver(stopPostgres);
