/** A request about content of a workspace: its admins decide, with the same clock. Pure. */
import type { RequestType } from '../request.ts'

export const outcomes = ['done', 'nothingFound', 'refused'] as const
export type Outcome = (typeof outcomes)[number]

export type RoutedRequest = {
  id: string
  workspaceId: string
  /** The privacy request that it comes from. */
  requestId: string
  type: RequestType
  /** Of the person; forgotten when it is answered, and so is the message. */
  address: string | null
  message: string | null
  receivedAt: Date
  dueAt: Date
  answeredAt: Date | null
  outcome: Outcome | null
  answer: string | null
}
