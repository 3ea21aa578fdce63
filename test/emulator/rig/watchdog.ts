import { watchOver } from '../../rig/watch-over.ts';
import { stopEmulators } from './stop-emulators.ts';

watchOver(stopEmulators);
