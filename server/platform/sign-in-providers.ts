/** Reads the operator's list of providers that people may sign in with. */
import { z } from 'zod'

/** One way to sign in with somebody else's account system. `id` stands in URLs and `name` on the button. */
export type SignInProvider = {
  id: string
  name: string
  clientId: string
  clientSecret: string
} & ({ type: 'oidc'; issuer: string } | { type: 'github'; url: string })

/** Google and Microsoft are OpenID Connect issuers like others; GitHub speaks OAuth 2.0 alone. */
const knownProviders: Record<string, object> = {
  google: { id: 'google', name: 'Google', issuer: 'https://accounts.google.com' },
  microsoft: { id: 'microsoft', name: 'Microsoft' },
  github: { id: 'github', name: 'GitHub', url: 'https://github.com' },
}

/** https, or http on this very machine: what a provider tells us is as good as a password. */
const providerUrl = z
  .url({ protocol: /^https?$/ })
  .refine((text) => /^(https:|http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(:\d+)?(\/|$))/i.test(text))

const common = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,30}$/),
  name: z.string().min(1).max(40),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
})

const providers = z.array(
  z.discriminatedUnion('type', [
    common.extend({ type: z.literal('oidc'), issuer: providerUrl }),
    common.extend({ type: z.literal('github'), url: providerUrl.transform((text) => text.replace(/\/+$/, '')) }),
  ]),
)

/** `common`, `organizations`, `consumers`, the id of a directory, or one of its domains. */
const directory = z.string().regex(/^[a-z0-9.-]{1,100}$/i)

/** Throws an Error that names the places that are wrong and never what stands there: that may be a secret. */
export function parseSignInProviders(text: string): SignInProvider[] {
  const entries = z.array(z.looseObject({ type: z.string() })).safeParse(parseJson(text))
  if (!entries.success) throw wrongPlaces(entries.error)
  const parsed = providers.safeParse(entries.data.map(complete))
  if (!parsed.success) throw wrongPlaces(parsed.error)
  const ids = parsed.data.map(({ id }) => id)
  if (new Set(ids).size < ids.length) throw new Error('two providers have the same id')
  return parsed.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('expected a JSON list')
  }
}

/** Fills in what is known of a type; an entry may have an id and a name of its own. */
function complete(entry: { type: string; [field: string]: unknown }): object {
  const known = { ...knownProviders[entry.type], ...entry }
  if (entry.type === 'google') return { ...known, type: 'oidc' }
  if (entry.type !== 'microsoft') return known
  const { directory: named = 'common', ...rest } = { directory: entry['directory'], ...known }
  const valid = directory.safeParse(named)
  // A directory that is none leaves no issuer, which is then the place that is wrong.
  const issuer = valid.success ? `https://login.microsoftonline.com/${valid.data}/v2.0` : undefined
  return { ...rest, type: 'oidc', issuer }
}

function wrongPlaces(error: z.ZodError): Error {
  const places = error.issues.map((issue) => issue.path.join('.') || 'the list')
  return new Error(`expected a list of providers; look at ${[...new Set(places)].join(', ')}`)
}
