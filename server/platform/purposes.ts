/**
 * What each purpose is in words, and what becomes of an objection to it. Where the basis is a legitimate interest the
 * balancing is written down (GDPR Art. 6 (1) f, Art. 21 (1)): the interest, why it cannot do with less, what it does to
 * the person, and, where it overrides an objection, why.
 */
import type { Purpose } from './inventory.ts'

export type BalancingNote = {
  interest: string
  necessity: string
  effect: string
  /** Why an objection is refused; null where it is honoured. */
  override: string | null
}

export type PurposeNote = {
  inWords: string
  /** Why there is nothing to object to: it is the contract, or the law. Null where an objection can be made. */
  bound: string | null
  /** Null where the interest of nobody but the person is the basis. */
  balancing: BalancingNote | null
}

const contract = 'this is part of the service that you use; to end it, close your sign-in or leave the workspace'

export const purposes: Readonly<Record<Purpose, PurposeNote>> = {
  service: { inWords: 'to provide the service', bound: contract, balancing: null },
  authentication: { inWords: 'to let you sign in, and nobody else as you', bound: contract, balancing: null },
  security: {
    inWords: 'to keep the service and everyone in it safe',
    bound: null,
    balancing: {
      interest: 'to recognise attacks, stolen sessions and abuse',
      necessity: 'an attack is only seen in what happened: times, addresses and browsers of sign-ins and requests',
      effect: 'the records are short-lived, are read by few, and change nothing for the person',
      override:
        'without these records nobody, you included, could see or stop somebody else who uses your sign-in, and an ' +
        'attacker could have them left out by objecting',
    },
  },
  incidents: {
    inWords: 'to make incidents of what programs report',
    bound: 'this is content of a workspace: its admins decide, and your request is passed on to them',
    balancing: null,
  },
  analysis: { inWords: 'to explain incidents', bound: null, balancing: null },
  alerting: { inWords: 'to tell you of incidents', bound: null, balancing: null },
  status: { inWords: 'to tell you of news on a status page', bound: null, balancing: null },
  metrics: { inWords: 'to show how machines and programs do', bound: contract, balancing: null },
  automation: { inWords: 'to run workflows', bound: contract, balancing: null },
  billing: {
    inWords: 'to bill and to be paid',
    bound: 'invoices and payments are kept as the law of taxes demands',
    balancing: null,
  },
  support: { inWords: 'to answer your questions', bound: contract, balancing: null },
  delivery: {
    inWords: 'to know which mail and which call was sent, and with what result',
    bound: null,
    balancing: {
      interest: 'to say of each message whether it arrived, and to send none twice',
      necessity: 'a result belongs to a message, and a message to whoever it went to',
      effect: 'a record for some weeks that only members of the workspace see',
      override: null,
    },
  },
  operations: {
    inWords: 'to run the platform and to find faults in it',
    bound: null,
    balancing: {
      interest: 'to find out which call failed, and why',
      necessity: 'a fault is found from the calls around it; a log with gaps says nothing',
      effect: 'a record for some weeks of what a key called, without content',
      override: 'the log belongs to the workspace whose key was used, and with a gap it could not account for its keys',
    },
  },
  reliability: {
    inWords: 'to keep the platform running',
    bound: null,
    balancing: {
      interest: 'to notice when the platform slows down or fails',
      necessity: 'figures and log lines of the program itself; nothing in them names a person',
      effect: 'none',
      override: null,
    },
  },
  improvement: {
    inWords: 'to make the platform better',
    bound: null,
    balancing: {
      interest: 'to learn which parts help and which are in the way',
      necessity: 'counts suffice where they can be had; whoever objects is left out of them',
      effect: 'none beyond being counted',
      override: null,
    },
  },
  audience: {
    inWords: 'to count visits of the public site',
    bound: null,
    balancing: {
      interest: 'to learn which pages are read',
      necessity: 'counts by page and country, without cookies and without anyone in them',
      effect: 'none beyond being counted',
      override: null,
    },
  },
  compliance: {
    inWords: 'to do what the law demands, and to show it',
    bound: null,
    balancing: {
      interest: 'to account for who did what, to defend against claims, and to help those concerned',
      necessity: 'a record of acts with holes proves nothing',
      effect: 'an entry with a reference, whose name is erased with the person',
      override: 'the record is needed to establish and to defend legal claims (GDPR Art. 21 (1))',
    },
  },
  proof: {
    inWords: 'to prove what was agreed and what was asked for',
    bound: 'the law demands the proof (GDPR Art. 5 (2) and 7 (1))',
    balancing: null,
  },
}

export const purposeNames = Object.keys(purposes) as Purpose[] // the record above has exactly these keys

/** Undefined when an objection to the purpose is honoured; else the reason why not, as a sentence for the person. */
export function reasonAgainstObjection(purpose: Purpose): string | undefined {
  const { bound, balancing } = purposes[purpose]
  return bound ?? balancing?.override ?? undefined
}

/**
 * What goes on for somebody whose data is restricted: nothing but what keeps them and others safe, what the law demands,
 * and what they themselves ask for (GDPR Art. 18 (2)).
 */
export const evenWhenRestricted: ReadonlySet<Purpose> = new Set<Purpose>([
  'authentication',
  'security',
  'compliance',
  'proof',
])
