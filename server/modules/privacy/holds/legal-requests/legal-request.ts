/** A request of an authority for what is in a workspace. Pure. */

export type LegalRequest = {
  id: string
  workspaceId: string
  authority: string
  /** The authority's own. */
  reference: string
  /** What it wants. */
  asked: string
  receivedAt: Date
  recordedAt: Date
  recordedBy: string
  /** Until then the law forbids that the workspace is told; on which ground. */
  gagUntil: Date | null
  gagGround: string | null
  toldAt: Date | null
}

/**
 * `told`: its owners were mailed. `gagged`: not before `gagUntil`. `due`: at the next look, within five minutes. `off`:
 * the policy in force promises no notice.
 */
export type NoticeState = 'told' | 'gagged' | 'due' | 'off'

export function noticeState(
  { toldAt, gagUntil }: Pick<LegalRequest, 'toldAt' | 'gagUntil'>,
  now: Date,
  isPromised: boolean,
): NoticeState {
  if (toldAt) return 'told'
  if (!isPromised) return 'off'
  return gagUntil && gagUntil > now ? 'gagged' : 'due'
}
