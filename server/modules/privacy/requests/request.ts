/** A request about one's own data: what may be asked, and what state it is in. Pure. */
import { conflict } from '#platform/errors'
import type { Purpose } from '#platform/inventory'

export const requestTypes = [
  'access',
  'correction',
  'deletion',
  'export',
  'restriction',
  'objection',
  'complaint',
] as const
export type RequestType = (typeof requestTypes)[number]

/** As the form and the mails call them. */
export const typeWords: Readonly<Record<RequestType, string>> = {
  access: 'to see what is kept about you',
  correction: 'to have something corrected',
  deletion: 'to have your data deleted',
  export: 'to get your data in a form that programs read',
  restriction: 'to have your data kept and not used',
  objection: 'to object to a use of your data',
  complaint: 'to complain',
}

export const requestStates = ['unconfirmed', 'open', 'answered', 'rejected'] as const
export type RequestState = (typeof requestStates)[number]

export type PrivacyRequest = {
  id: string
  type: RequestType
  state: RequestState
  via: 'session' | 'link'
  userId: string | null
  address: string | null
  message: string | null
  /** Of an objection. */
  purposes: Purpose[] | null
  /** ISO 3166-1, or `US-CA`; as the person said it. */
  country: string | null
  policyVersion: string
  receivedAt: Date
  /** The address is the person's: they used the mailed link, or were signed in. */
  confirmedAt: Date | null
  /** Nothing more is wanted to know who it is. */
  verifiedAt: Date | null
  verification: string | null
  acknowledgeBy: Date | null
  acknowledgedAt: Date | null
  dueAt: Date
  extendedAt: Date | null
  closedAt: Date | null
  answer: string | null
}

export type ActType =
  | 'received'
  | 'confirmed'
  | 'acknowledged'
  | 'verified'
  | 'doubted'
  | 'routed'
  | 'workspaceAnswered'
  | 'begun'
  | 'reminded'
  | 'extended'
  | 'answered'
  | 'rejected'
  | 'liftingAnnounced'
  | 'lifted'

export const confirmationHours = 48
/** Between the notice that a restriction ends and its end (GDPR Art. 18 (3)). */
export const liftingNoticeDays = 3

const hourMs = 3_600_000

export function confirmationEnds({ receivedAt }: Pick<PrivacyRequest, 'receivedAt'>): Date {
  return new Date(receivedAt.getTime() + confirmationHours * hourMs)
}

/** What hands over or destroys data: a mailbox that somebody else reads must not be enough. */
const sensitive: ReadonlySet<RequestType> = new Set<RequestType>(['access', 'export', 'deletion'])

/** Whether the mailed link has to be followed by signing in. */
export function needsSignIn(
  type: RequestType,
  { hasSignIn, verify }: { hasSignIn: boolean; verify: 'required' | 'onDoubt' },
): boolean {
  return verify === 'required' && hasSignIn && sensitive.has(type)
}

/** Types that the program answers by itself once it knows who it is. */
export const automatic: ReadonlySet<RequestType> = new Set<RequestType>([
  'access',
  'export',
  'deletion',
  'restriction',
  'objection',
])

/** Throws conflict for one that is not confirmed yet, or closed. */
export function requireOpen({ state }: Pick<PrivacyRequest, 'state'>): void {
  if (state === 'unconfirmed') throw conflict('the person has not confirmed this request yet')
  if (state !== 'open') throw conflict(`this request was ${state} already`)
}

/** What is left when the answer was sent: that it was asked, when, and what came of it. */
export const cut = { address: null, message: null, verification: null } as const
