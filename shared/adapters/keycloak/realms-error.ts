import {
  SystemError,
  type SystemErrorDetails,
  type SystemFailure,
} from '../../tenant/system-error.ts';

/** The error for what cannot be done although Keycloak answers well; nothing was done. */
export function realmsError(
  what: SystemFailure['what'],
  errorClass: SystemErrorDetails['class'],
  message: string,
): SystemError {
  return new SystemError('realms', { what, message }, { class: errorClass, outcome: 'not-done' });
}
