/** How often a dashboard asks again. Apart from the rest, because the routes read it from an address. */

export const refreshes = [
  { value: 'off', word: 'No refresh', ms: 0 },
  { value: '5s', word: 'Every 5 s', ms: 5_000 },
  { value: '10s', word: 'Every 10 s', ms: 10_000 },
  { value: '30s', word: 'Every 30 s', ms: 30_000 },
  { value: '1m', word: 'Every minute', ms: 60_000 },
  { value: '5m', word: 'Every 5 min', ms: 300_000 },
  { value: '15m', word: 'Every 15 min', ms: 900_000 },
  { value: '1h', word: 'Every hour', ms: 3_600_000 },
] as const

export const refreshMs = (value: string | undefined): number => refreshes.find((each) => each.value === value)?.ms ?? 0
