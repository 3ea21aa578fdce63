import { storeContract } from '../../../contracts/store.contract.ts';
import { openEmbeddedStore } from './open-embedded-store.ts';

storeContract('createEmbeddedStore()', async () => openEmbeddedStore());
