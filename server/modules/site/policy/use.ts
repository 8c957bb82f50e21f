/** What data is used for and on which legal basis, and what it is never used for. */
import type { CategoryId } from '#platform/policy'
import type { Basis, Purpose } from '#platform/inventory'
import { capital, listed, point, say, usesGoogle, type Facts, type Rule, type Section } from './rule.ts'
import { inBrowser, namesOf, purposeIds } from './words.ts'
import { purposes } from '#platform/purposes'

export const use: Section = {
  id: 'use',
  title: 'How we use it, and on which legal basis',
  rules: [
    perPurpose,
    say(
      ['OPS-22', 'OPS-24', 'OPS-29'],
      'Mail is sent to confirm an address, to invite, to subscribe and unsubscribe, to notify of incidents and to warn of changes to a sign-in. It carries no picture from elsewhere and no rewritten link.',
    ),
    say(
      ['DSE-22'],
      'Who has a sign-in is told by mail when something changes by which they sign in; such mail holds no secret.',
    ),
    say(['OPS-26'], ({ profile }) =>
      profile.ai.mode === 'off'
        ? 'No data trains a model of artificial intelligence.'
        : 'No data trains a model of artificial intelligence, and whoever runs one for us has agreed in writing to train none with it.',
    ),
    say(
      ['CAB-18'],
      'No model of artificial intelligence is given any data at all.',
      ({ profile }) => profile.ai.mode === 'off',
    ),
    say(
      ['SEN-16', 'SEN-17', 'SEN-18'],
      ({ profile }) =>
        `The analysis of an incident is given what concerns that incident, without secrets, when the incident is new or has changed, and answers with a summary, suggested fixes and a confidence. It runs ${profile.ai.mode === 'local' ? 'on machines of the operator' : 'at the processor named below'}.`,
      ({ profile }) => profile.ai.mode !== 'off',
    ),
    say(['CAB-17', 'DSE-29'], 'No data is used for advertising.'),
    say(
      ['CAB-15'],
      ({ profile }) =>
        `Reading the public site is counted without cookies: the address of the page without its query, the site that one came from, and the country. Visits are told apart by a hash with random salt, and the salt is destroyed after ${profile.retention.saltHours} hours.`,
      ({ profile }) => profile.analytics.mode === 'cookieless',
    ),
    say(
      ['CAB-14'],
      'These statistics are made by our own program. Network address and browser of a visit are not stored.',
      ({ profile }) => profile.analytics.mode === 'cookieless',
    ),
    say(
      ['OPS-14', 'OPS-15'],
      'On the home page, and there alone, Google Analytics 4 is loaded for those who agree to it, so that we learn what people read before they sign up.',
      usesGoogle,
    ),
    say(
      ['OPS-16'],
      'Google receives the address of the page without its query, the site that one came from, and the kind of device, and says that it truncates the network address.',
      usesGoogle,
    ),
    say(
      ['OPS-17', 'OPS-30'],
      'Google Analytics is not loaded in the app or on status pages, and our servers send nothing to it.',
      usesGoogle,
    ),
    say(
      ['OPS-18', 'DSE-18'],
      'Whoever agreed can opt out by the switch on the home page; a browser that sends Global Privacy Control or Do Not Track counts as having declined. The page works the same without it.',
      usesGoogle,
    ),
    say(
      ['OPS-02'],
      'The public site counts nobody: there is no analytics on it.',
      (facts) => facts.profile.analytics.mode !== 'cookieless' && !usesGoogle(facts),
    ),
  ],
}

type Kind = 'contract' | 'legitimateInterest' | 'consent' | 'law'

const bases: Readonly<Record<Kind, { id: string; words: (laws: readonly string[]) => string }>> = {
  contract: {
    id: 'AHU-19',
    words: () => 'it is needed for the contract with you or your workspace (GDPR Art. 6 (1) b)',
  },
  legitimateInterest: { id: 'AHU-20', words: () => 'we have a legitimate interest in it (GDPR Art. 6 (1) f)' },
  consent: { id: 'AHU-22', words: () => 'you agreed to it (GDPR Art. 6 (1) a)' },
  law: {
    id: 'AHU-21',
    words: (laws) =>
      `the law asks for it (GDPR Art. 6 (1) c with ${laws.map((law) => law.replace(/^GDPR /, '')).join('; ')})`,
  },
}

type Use = { purpose: Purpose; kind: Kind; ids: Set<CategoryId>; laws: Set<string> }

/** A point for each purpose and kind of basis that the inventory has, with the categories used. */
function perPurpose({ inventory }: Facts): Rule[] {
  const order = Object.keys(purposes)
  const uses = usesOf(inventory).toSorted((a, b) => order.indexOf(a.purpose) - order.indexOf(b.purpose))
  return uses.map(({ purpose, kind, ids, laws }) => {
    const { inWords, balancing } = purposes[purpose]
    const { id, words } = bases[kind]
    const weighed =
      kind === 'legitimateInterest' && balancing ? `: ${balancing.interest}. ${capital(balancing.necessity)}` : ''
    const text = `${capital(inWords)}: ${listed(namesOf(ids))}. Basis: ${words([...laws])}${weighed}.`
    return point([id, ...purposeIds[purpose]], text)
  })
}

function usesOf(inventory: Facts['inventory']): Use[] {
  const found = new Map<string, Use>()
  for (const { category, purposes: declared, store } of inventory) {
    if (category === '-' || inBrowser(store)) continue
    for (const [name, basis] of Object.entries(declared)) {
      const purpose = name as Purpose // a key of the record, by its type
      const kind = kindOf(basis)
      const use = found.get(`${purpose} ${kind}`) ?? { purpose, kind, ids: new Set(), laws: new Set() }
      use.ids.add(category)
      if (typeof basis === 'object') use.laws.add(basis.law)
      found.set(`${purpose} ${kind}`, use)
    }
  }
  return [...found.values()]
}

function kindOf(basis: Basis): Kind {
  return typeof basis === 'object' ? 'law' : basis
}
