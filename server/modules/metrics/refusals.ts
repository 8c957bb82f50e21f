/** What of a request was not written, and why. Pure. */

/** Names of outcomes: each is counted, and shown to the workspace. */
export type RefusalReason = keyof typeof words

type Refusal = { samples: number; first: string }

export type Refusals = {
  /** `samples`: how many samples and histograms went with it; 0 for what is neither. */
  add(reason: RefusalReason, samples: number, first: () => string): void
  readonly byReason: ReadonlyMap<RefusalReason, Refusal>
  /** Samples and histograms. */
  samples(): number
  isEmpty(): boolean
}

export function createRefusals(): Refusals {
  const byReason = new Map<RefusalReason, Refusal>()
  return {
    byReason,
    add: (reason, samples, first) => {
      const known = byReason.get(reason)
      if (known) known.samples += samples
      else byReason.set(reason, { samples, first: first() })
    },
    samples: () => [...byReason.values()].reduce((sum, { samples }) => sum + samples, 0),
    isEmpty: () => byReason.size === 0,
  }
}

const words = {
  invalid_labels: 'labels that cannot be',
  too_many_labels: 'too many labels',
  label_too_long: 'a label that is too long',
  too_old: 'a time too far in the past',
  too_new: 'a time in the future',
  invalid_histogram: 'a histogram that cannot be',
  invalid_exemplar: 'an exemplar that cannot be',
  invalid_series: 'a series that cannot be read',
  invalid_line: 'a line that cannot be read',
  delta_temporality: 'delta temporality of a kind that is not taken',
  too_many: 'more than one request may have',
  series_limit: 'the limit of the workspace on new series in a day',
}

/** `2 samples were not written: 1 for labels that cannot be, the first: …`. For senders, who write it into their log. */
export function refusalText({ byReason, samples }: Refusals): string {
  const parts = [...byReason].map(([reason, refusal]) => {
    const count = refusal.samples > 0 ? `${refusal.samples} for ` : ''
    return `${count}${words[reason]}, the first: ${refusal.first}`
  })
  return `${samples()} samples were not written: ${parts.join('; ')}`.slice(0, maxTextLength).toWellFormed()
}

const maxTextLength = 2000
