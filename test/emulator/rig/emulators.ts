/** One emulator of the Google Cloud SDK: where its program lies below the SDK's root. */
export interface Emulator {
  readonly name: EmulatorName;
  /** The component that `gcloud components install` takes, and the Debian package that holds it. */
  readonly component: string;
  readonly debianPackage: string;
  /** The folder of its jar, below the SDK's root. */
  readonly folder: string;
  /** The jar's name; Pub/Sub's holds the version. */
  readonly jar: RegExp;
  readonly mainClass: string;
}

export type EmulatorName = 'firestore-emulator' | 'pubsub-emulator';

/** The emulators that the tests need. */
export const emulators: readonly Emulator[] = [
  {
    name: 'firestore-emulator',
    component: 'cloud-firestore-emulator',
    debianPackage: 'google-cloud-cli-firestore-emulator',
    folder: 'platform/cloud-firestore-emulator',
    jar: /^cloud-firestore-emulator\.jar$/,
    mainClass: 'com.google.cloud.datastore.emulator.firestore.CloudFirestore',
  },
  {
    name: 'pubsub-emulator',
    component: 'pubsub-emulator',
    debianPackage: 'google-cloud-cli-pubsub-emulator',
    folder: 'platform/pubsub-emulator/lib',
    jar: /^cloud-pubsub-emulator-.*-all\.jar$/,
    mainClass: 'com.google.cloud.pubsub.testing.v1.Main',
  },
];
