/** What protects the data. Each measure is one that tests prove; none is praised. */
import { isHttps } from '#platform/http'
import { listed, point, say, type Facts, type Section } from './rule.ts'

export const security: Section = {
  id: 'security',
  title: 'Security',
  rules: [
    point(
      ['OPS-46', 'DSE-31', 'AHU-26'],
      'What goes over the network is encrypted with TLS 1.2 or newer; what comes in plain is refused before it is read.',
      ({ appUrl }) => isHttps(appUrl),
    ),
    point(
      ['OPS-46'],
      ({ appUrl }) =>
        `This installation is reached at ${appUrl}, without TLS: what is sent to it over a network can be read on its way. That is for a trial on one machine.`,
      ({ appUrl }) => !isHttps(appUrl),
    ),
    point(
      ['OPS-44', 'CAB-02'],
      'Passwords are kept as bcrypt hashes over a keyed hash in which every character counts.',
    ),
    point(
      ['OPS-45', 'CAB-03', 'CAB-05', 'DSE-32'],
      (facts) =>
        `Encrypted in the database with AES-256-GCM, each value bound to its row, are ${listed(envelopes(facts))}. Only the part of the program that needs them holds the key.`,
    ),
    point(['SEN-26'], 'API keys are shown once and kept as a hash; a revoked key is refused at once.'),
    point(['CAB-04'], 'Of a passkey we hold its id, public key, counter and label, and nothing that signs in.'),
    point(
      ['SEN-09', 'OPS-47', 'AHU-25'],
      'Each request is checked against the workspace that it is for, in the program and again by row-level security in the database. What belongs to another workspace is answered as if it did not exist.',
    ),
    point(
      ['SEN-19'],
      'These checks are independent layers: tests switch off each in turn, and the others still refuse.',
    ),
    point(
      ['OPS-48', 'SEN-14'],
      'Sign-in, reset, confirmation and second factors are limited by address and by sender, and so are all requests; whoever guesses cannot lock out the owner.',
    ),
    point(
      ['OPS-49', 'AHU-07', 'AHU-27', 'CAB-13'],
      'Every change in a workspace is recorded in its audit log: who, what, when and from where. Entries are chained, so that a change of one is found; admins can export and verify them.',
    ),
    point(
      ['DSE-33'],
      'Those who run the installation see a workspace’s content only with a second factor, a reason and a limited time, and the workspace sees that they did.',
    ),
    point(['DSE-23'], 'Impossible rates and stuffed passwords are noticed, slowed down and recorded.'),
    point(
      ['AHU-28'],
      'The program watches itself: late deletion, waiting work, failed sign-ins, a broken audit chain and passed deadlines are reported to those who run it.',
    ),
    point(['AHU-29'], 'There is a procedure for incidents, and it is rehearsed.'),
    point(
      ['AHU-30'],
      'Whoever has access to data was checked before and is taught how to handle it; who has access to what is reviewed.',
    ),
    point(['DSE-30'], 'Administrative and physical safeguards are kept, and dated records of them.'),
    point(
      ['OPS-50'],
      'A breach is entered in a register with the 72 hours of the law; the owners of the workspaces concerned are told, and what concerns the public is at /security#incidents.',
    ),
    say(
      ['DSE-34'],
      'No system is perfectly secure. These measures limit what an attack reaches, and we say what happened when something does.',
    ),
  ],
}

/** What the inventory says is kept in envelopes: the list is that of the vault. */
export function envelopes({ inventory }: Facts): string[] {
  const columns = inventory.filter(
    ({ encrypted, store, category }) => encrypted === 'envelope' && store === 'database' && category !== '-',
  )
  return [
    ...new Set(
      columns.flatMap(({ place, fields }) =>
        fields.map(
          (field) => sealed[`${place}.${field}`] ?? `${field.replaceAll('_', ' ')} of ${place.replaceAll('_', ' ')}`,
        ),
      ),
    ),
  ]
}

const sealed: Readonly<Record<string, string>> = {
  'notification_channels.signing_secret': 'secrets that sign webhooks',
  'identities.grant_secret': 'keys of sign-in providers',
  'revocations.grant_secret': 'keys of sign-in providers that are being revoked',
  'totp_factors.secret': 'secrets of authenticator apps',
  'processor_notices.subject': 'whom a processor is told to erase',
}
