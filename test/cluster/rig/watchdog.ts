import { watchOver } from '../../rig/watch-over.ts';
import { stopRig } from './stop-rig.ts';

watchOver(stopRig);
