/** What a query cost, as the Prometheus API tells it where `stats` is asked for. Pure. */

export type Cost = { totalSamples: number; peakSamples: number }

/** `seconds`: of computing and reading together, without waiting in line. */
export function statisticsOf({ totalSamples, peakSamples }: Cost, seconds: number): object {
  return {
    timings: {
      ...{ evalTotalTime: seconds, resultSortTime: 0, queryPreparationTime: 0 },
      ...{ innerEvalTime: seconds, execQueueTime: 0, execTotalTime: seconds },
    },
    samples: { totalQueryableSamples: totalSamples, peakSamples },
  }
}
