/** How figures of hosts are said. */
import { duration } from '../../format.ts'

export const percent = (share: number): string => `${Math.round(share * 100)} %`

/** Down to the tenth where it is not whole, so that a hole of minutes is not rounded away. */
export function coverageWords(share: number): string {
  const tenths = Math.floor(share * 1000) / 10
  return `${tenths} %`
}

export const kinds = { agent: 'Agent', nodeExporter: 'node_exporter', other: 'Other sender' } as const

export const intervalWords = (seconds: number): string => `every ${duration(seconds * 1000)}`
