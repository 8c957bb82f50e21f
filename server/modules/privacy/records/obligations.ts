/**
 * Why something stays when a person is erased: each "kept" of the inventory is kept for one of these. A table that keeps
 * something and stands in none fails a test, so that nothing is kept because nobody thought of it.
 */

export type Obligation = {
  id: string
  /** The law, or the contract, that asks for it. */
  source: string
  kind: 'law' | 'contract' | 'security'
  /** What is kept, for people. */
  what: string
  why: string
  /** For how long, for people; a setting of the profile decides where one is named. */
  period: string
  /** Stores and places of the inventory, `database:breach_acts`. */
  places: readonly string[]
}

export const obligations: readonly Obligation[] = [
  {
    id: 'breach-register',
    source: 'GDPR Art. 33 (5)',
    kind: 'law',
    what: 'the register of breaches, with who did what and which owners were told',
    why: 'a controller documents every breach, so that the authority can verify it',
    period: 'as long as the installation',
    places: ['database:breach_acts', 'database:breach_notices'],
  },
  {
    id: 'legal-claims',
    source: 'GDPR Art. 17 (3) (b) and (e)',
    kind: 'law',
    what: 'legal holds, requests of authorities, who ordered them and whom they are about',
    why: 'what a duty of law or a legal claim needs is not erased',
    period: 'until the hold is released and the time for proofs is over',
    places: ['database:legal_holds', 'database:legal_requests', 'database:legal_request_notices'],
  },
  {
    id: 'answers-to-requests',
    source: 'GDPR Art. 5 (2) and 12 (3)',
    kind: 'law',
    what: 'who did what about a privacy request',
    why: 'that a request was answered, and in time, has to be shown',
    period: 'the requestProofYears of the profile',
    places: ['database:privacy_request_acts'],
  },
  {
    id: 'objections',
    source: 'GDPR Art. 18 (1) and 21 (1)',
    kind: 'law',
    what: 'that an address objected or restricted, as a keyed hash',
    why: 'an objection goes on holding when the same address comes back',
    period: 'until the person takes it back',
    places: ['database:processing_limits'],
  },
  {
    id: 'proof-of-consent',
    source: 'GDPR Art. 7 (1)',
    kind: 'law',
    what: 'that a consent was given or withdrawn, for what, and when',
    why: 'a controller has to be able to show it',
    period: 'the consentProofYears of the profile',
    places: ['database:consents'],
  },
  {
    id: 'audit-of-workspaces',
    source: 'the contract with the workspace; GDPR Art. 32 (1)',
    kind: 'contract',
    what: 'the audit log of a workspace and who looked into it, by a reference that names nobody any more',
    why: 'members rely on a chain that nobody can shorten, and the name is erased from it',
    period: 'the auditDays of the profile, at most as long as the workspace',
    places: ['database:audit_entries', 'database:staff_grants'],
  },
  {
    id: 'request-log',
    source: 'GDPR Art. 6 (1) (f) and 32 (1)',
    kind: 'security',
    what: 'lines of the request log, in which nothing says who the person was',
    why: 'an attack is recognised by what came before it',
    period: 'the requestLogDays of the profile',
    places: ['log:requests'],
  },
]

/** For which obligations the place is kept; empty where nothing says that it may be. */
export function obligationsOf(entry: { store: string; place: string }): Obligation[] {
  return obligations.filter(({ places }) => places.includes(`${entry.store}:${entry.place}`))
}
