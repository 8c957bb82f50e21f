import { inventory } from '#platform/inventory'
import limits from './limits-by-workspace/inventory.ts'

const metrics = { category: 'C20', store: 'columns', purposes: { metrics: 'contract' } } as const

const after = { setting: 'metrics' } as const
const samples = {
  endsWith: 'workspace',
  ages: [{ from: 'at', after, what: 'samples of metrics' }],
} as const

/** Values of labels are texts of a customer's programs: they may name anyone, and the workspace decides about them. */
const texts = { source: 'partner', erase: 'workspaceDecides' } as const

/** What hours and five minutes of a series come to; `at` is their start. */
const rollUps = {
  fields: [
    ...['workspace_id', 'project_id', 'metric_hash', 'series_id', 'at', 'kept_days', 'version'],
    ...['is_odd', 'start_at', 'has_starts', 'shape', 'samples', 'first_ms', 'last_ms', 'stale_ms', 'first_value'],
    ...['last_value', 'value_sum', 'value_min', 'value_max', 'fallen', 'resets', 'changes'],
  ],
  retention: { endsWith: 'workspace', ages: [{ from: 'at', after, what: 'sums of samples of metrics' }] },
  export: 'no',
  exportNote: 'made from the samples, which are in the export',
} as const

/** Which hours are rolled up; of nobody. */
const hours = {
  retention: { endsWith: 'workspace', ages: [{ from: 'hour', after, what: 'which hours of metrics are summed up' }] },
  export: 'no',
  exportNote: 'how the program itself keeps metrics',
} as const

const sampleKey = ['workspace_id', 'project_id', 'metric_hash', 'series_id', 'at', 'kept_days']

export default [
  ...limits,
  ...inventory({ ...metrics }, [
    {
      ...texts,
      place: 'metric_series',
      fields: ['workspace_id', 'project_id', 'metric', 'metric_hash', 'series_id', 'seen_until', 'kept_days', 'labels'],
      retention: {
        endsWith: 'workspace',
        ages: [{ from: 'seen_until', after, what: 'names and labels of metric series' }],
      },
    },
    { place: 'metric_samples', fields: [...sampleKey, 'value', 'start_at'], retention: samples },
    { place: 'metric_histograms', fields: [...sampleKey, 'histogram', 'start_at'], retention: samples },
    {
      ...texts,
      place: 'metric_exemplars',
      fields: [...sampleKey, 'value', 'labels'],
      retention: { endsWith: 'workspace', ages: [{ from: 'at', after, what: 'exemplars of metrics' }] },
    },
    {
      place: 'metric_descriptions',
      fields: ['workspace_id', 'project_id', 'metric', 'kind', 'unit', 'help', 'described_at'],
      retention: {
        endsWith: 'workspace',
        ages: [{ from: 'described_at', after, what: 'descriptions of metrics' }],
      },
    },
    { place: 'metric_hours', ...rollUps },
    { place: 'metric_five_minutes', ...rollUps },
    { place: 'metric_hour_marks', fields: ['workspace_id', 'hour', 'marks', 'marked_at'], ...hours },
    { place: 'metric_made_hours', fields: ['workspace_id', 'hour', 'version'], ...hours },
    { place: 'metric_hour_parts', fields: ['workspace_id', 'hour', 'version', 'done_bucket', 'done_id'], ...hours },
  ]),
]
