/** `Firefox on Linux`; programs that are no browsers say less. */
export function deviceWords({ browser, system }: { browser: string | null; system: string | null }): string {
  if (browser && system) return `${browser} on ${system}`
  return browser ?? system ?? 'An unknown program'
}

const methods: Record<string, string> = {
  password: 'password',
  totp: 'authenticator',
  passkey: 'passkey',
  recoveryCode: 'recovery code',
}

export function methodWords(method: string): string {
  return methods[method] ?? method.replace(/^provider:/, '')
}

const activities: Record<string, string> = {
  'session.started': 'Signed in',
  'session.ended': 'Signed out',
  'signIn.refused': 'A sign-in was refused',
  'recoveryCode.used': 'A recovery code was used',
  'name.changed': 'The name was changed',
  'password.changed': 'The password was changed',
  'password.reset': 'The password was chosen anew, by a mailed link',
  'email.changed': 'The address was changed',
  'totp.added': 'The authenticator was switched on',
  'totp.removed': 'The authenticator was switched off',
  'recoveryCodes.made': 'New recovery codes were made',
  'passkey.added': 'A passkey was added',
  'passkey.renamed': 'A passkey was renamed',
  'passkey.removed': 'A passkey was removed',
  'identity.linked': 'A provider was linked',
  'identity.unlinked': 'A provider was unlinked',
}

export function activityWords(type: string): string {
  return activities[type] ?? type
}
