import { storeContract } from '../../contracts/store.contract.ts';
import { openFirestoreStore } from './open-firestore-store.ts';

storeContract('createFirestoreStore()', async () => openFirestoreStore());
