/** What is kept in a browser, by the register of surfaces and the inventory. */
import { analyticsKept, cookieNames, cookiesOf, googleProperty, isHttps, surfaceIds, surfaces } from '#platform/http'
import { listed, ownSite, point, say, usesGoogle, type Facts, type Rule, type Section } from './rule.ts'

/** A cookie or a key of the browser's storage that a browser here can hold, and on which surface. */
export type Kept = {
  name: string
  kind: 'cookie' | 'storage'
  surface: string
  purpose: string
  /** Until when. */
  ends: string
  /** Of cookies. */
  attributes: string | null
}

/** In the order of the surfaces. What the inventory declares and no surface names is nowhere: a test compares. */
export function keptInBrowser({ inventory, profile, appUrl, siteUrl }: Facts): Kept[] {
  const entryOf = (store: 'cookie' | 'browserStorage', name: string) =>
    inventory.find((entry) => entry.store === store && entry.place === name)
  const kept = (store: 'cookie' | 'browserStorage', surface: string, name: string): Kept => ({
    name,
    kind: store === 'cookie' ? 'cookie' : 'storage',
    surface,
    purpose: whatFor[name.replace(/^__Host-/, '')] ?? 'to show the app as you left it',
    ends: entryOf(store, name)?.retention.note ?? 'until you remove it',
    attributes: store === 'cookie' ? attributesOf(name, appUrl) : null,
  })
  return [...ofTheProgram(), ...ofGoogle()]

  function ofTheProgram(): Kept[] {
    return surfaceIds.flatMap((id) => [
      ...cookiesOf(id, profile, appUrl).map((name) => kept('cookie', surfaces[id].words, name)),
      ...surfaces[id].storage.map((name) => kept('browserStorage', surfaces[id].words, name)),
    ])
  }

  function ofGoogle(): Kept[] {
    const property = googleProperty(profile, ownSite({ appUrl, siteUrl }))
    if (property === null) return []
    const where = 'the home page of the public site'
    const cookies = analyticsKept.cookies.map((name) => ({
      ...kept('cookie', where, name),
      name: name.replace('*', property.replace(/^G-/, '')),
      attributes: 'for this host alone, SameSite=Lax',
    }))
    return [...cookies, kept('browserStorage', where, analyticsKept.choice)]
  }
}

const whatFor: Readonly<Record<string, string>> = {
  _ga: 'Google Analytics: to tell visitors apart, for those who agreed',
  '_ga_*': 'Google Analytics: to tell visits apart, for those who agreed',
  'watchword.analytics': 'your choice about Google Analytics',
  watchword_session: 'to know that you are signed in; it exists after a sign-in only',
  watchword_csrf: 'to refuse what another site makes your browser send',
  'watchword.theme': 'light or dark, where you chose one',
  'watchword.density': 'whether lists are dense, where you chose it',
  'watchword.singleKeys': 'whether single keys are shortcuts, where you chose it',
  'watchword.workspace': 'to open the workspace that you last looked at',
  'watchword.drafts': 'so that a reload does not lose what you typed and did not send',
  'tsr-scroll-restoration-v1_3': 'to come back to where you had scrolled',
}

function attributesOf(name: string, appUrl: string): string {
  const readable = (cookieNames.csrf as readonly string[]).includes(name)
  return [readable ? 'SameSite=Strict' : 'HttpOnly, SameSite=Lax', ...(isHttps(appUrl) ? ['Secure'] : [])].join(', ')
}

export const cookies: Section = {
  id: 'cookies',
  title: 'Cookies and browser storage',
  rules: [
    say(
      ['CAB-36'],
      'The public site, the documentation and status pages set no cookie and keep nothing in the browser.',
      (facts) => !usesGoogle(facts),
    ),
    say(
      ['OPS-14'],
      'The public site sets no cookie and keeps nothing in the browser, but for the home page: there the choice about Google Analytics is kept, and its cookies for those who agree.',
      usesGoogle,
    ),
    say(
      ['OPS-12', 'CAB-37', 'DSE-16'],
      (facts) =>
        `The app sets ${facts.profile.csrf === 'double-submit' ? 'a session cookie' : 'one cookie, for the session'}, after sign-in: ${cookiesOf('app', { csrf: 'fetch-metadata' }, facts.appUrl).join(', ')} (${attributesOf('', facts.appUrl)}).`,
    ),
    say(
      ['OPS-13'],
      ({ appUrl, profile }) =>
        `It also sets a cookie against forged requests, signed and bound to the session: ${cookiesOf('app', profile, appUrl).at(-1)}.`,
      ({ profile }) => profile.csrf === 'double-submit',
    ),
    say(
      ['CAB-16'],
      'No other cookie is set: forged requests are refused by what browsers say of them, and sign-in with a provider or a passkey needs none.',
      (facts) => facts.profile.csrf === 'fetch-metadata' && !usesGoogle(facts),
    ),
    perKey,
    say(['DSE-18'], 'The product works the same when a browser refuses whatever is not needed for signing in.'),
    say(['DSE-16'], 'The whole list is at /cookies.'),
  ],
}

function perKey(facts: Facts): Rule[] {
  const names = keptInBrowser(facts).filter(({ kind }) => kind === 'storage')
  if (names.length === 0) return []
  const text = `In the browser’s storage are kept, ${listed([...new Set(names.map(({ surface }) => `by ${surface}`))])}: ${names.map(({ name, purpose }) => `${name} (${purpose})`).join('; ')}.`
  return [point(['DSE-16'], text)]
}
