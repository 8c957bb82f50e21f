import { inventory } from '#platform/inventory'

const metrics = { category: 'C20', store: 'columns', purposes: { metrics: 'contract' } } as const

const after = { setting: 'metrics' } as const
const samples = {
  endsWith: 'workspace',
  ages: [{ from: 'at', after, what: 'samples of metrics' }],
} as const

/** Values of labels are texts of a customer's programs: they may name anyone, and the workspace decides about them. */
const texts = { source: 'partner', erase: 'workspaceDecides' } as const

const sampleKey = ['workspace_id', 'project_id', 'metric_hash', 'series_id', 'at', 'kept_days']

export default inventory({ ...metrics }, [
  {
    ...texts,
    place: 'metric_series',
    fields: ['workspace_id', 'project_id', 'metric', 'metric_hash', 'series_id', 'seen_until', 'kept_days', 'labels'],
    retention: {
      endsWith: 'workspace',
      ages: [{ from: 'seen_until', after, what: 'names and labels of metric series' }],
    },
  },
  { place: 'metric_samples', fields: [...sampleKey, 'value'], retention: samples },
  { place: 'metric_histograms', fields: [...sampleKey, 'histogram'], retention: samples },
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
])
