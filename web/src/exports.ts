/** What an export is to the screens that ask for one: of a person and of a workspace alike. */

export type Export = {
  id: string
  state: 'queued' | 'running' | 'ready' | 'failed' | 'expired'
  createdAt: string
  expiresAt: string
  planned: number | null
  done: number
  sizeBytes: number | null
}

/** As long as one is being written its progress is asked for again. */
export const exportPollMs = 1_500
export const isUnderWay = ({ state }: Export): boolean => state === 'queued' || state === 'running'
