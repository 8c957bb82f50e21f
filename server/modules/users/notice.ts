/** Of which changes to a sign-in its owner is told by mail, and in what words. Pure. */
import type { UserActivity } from './user-activity-repo.ts'

/** What happened, as the subject of a mail. None of them holds a word that somebody typed. */
const subjects: Record<string, string> = {
  'password.changed': 'Your password was changed',
  'password.reset': 'Your password was set anew',
  'email.changed': 'The address of your sign-in was changed',
  'totp.added': 'Codes from an app are now asked for when you sign in',
  'totp.removed': 'Codes from an app are no longer asked for when you sign in',
  'recoveryCodes.made': 'You have new recovery codes',
  'recoveryCode.used': 'Somebody signed in with one of your recovery codes',
  'passkey.added': 'A passkey was added to your sign-in',
  'passkey.removed': 'A passkey was removed from your sign-in',
  'identity.linked': 'A further way to sign in was linked',
  'identity.unlinked': 'A way to sign in was unlinked',
  'user.restored': 'Your sign-in was restored',
}

const newDevice = 'Somebody signed in from a new device'

export function isNoticed(type: string, data: Record<string, string>): boolean {
  return type in subjects || isNewDevice(type, data)
}

export function noticeSubject({ type, data }: Pick<UserActivity, 'type' | 'data'>): string | undefined {
  return isNewDevice(type, data) ? newDevice : subjects[type]
}

/** The address to tell: the one that is no longer used when the address itself was changed. */
export function noticeRecipient({ type, data }: Pick<UserActivity, 'type' | 'data'>, current: string): string {
  return type === 'email.changed' ? (data['previousEmail'] ?? current) : current
}

function isNewDevice(type: string, data: Record<string, string>): boolean {
  return type === 'session.started' && data['device'] === 'new'
}
