/** Files that a configuration names: rule files of Prometheus and dashboards of Grafana stay what they are. */

export type RuleFiles = { project: string; file: string }
export type DashboardFiles = { file: string; folder?: string | null; inputs?: Record<string, string> }
export type NamedFiles = { ruleFiles: readonly RuleFiles[]; dashboards: readonly DashboardFiles[] }

const file = {
  ...{ type: 'string', minLength: 1, maxLength: 500 },
  description: 'Beside this file or below; `*` stands for any name: `rules/*.yml`',
}
const maxItems = 1000

/** Their part of the file's schema (docs/configuration-as-code.md). */
export const namedFilesSchema = {
  ruleFiles: {
    ...{ type: 'array', maxItems, description: 'Rule files of Prometheus (docs/alert-rules.md)' },
    items: {
      type: 'object',
      properties: {
        project: { type: 'string', minLength: 1, description: 'Name of the project that its groups are of' },
        file,
      },
      ...{ required: ['project', 'file'], additionalProperties: false },
    },
  },
  dashboards: {
    ...{ type: 'array', maxItems, description: 'Dashboards as Grafana writes them (docs/dashboards.md)' },
    items: {
      type: 'object',
      properties: {
        file,
        folder: { type: ['string', 'null'], minLength: 1, maxLength: 200 },
        inputs: {
          ...{ type: 'object', additionalProperties: { type: 'string', maxLength: 2000 } },
          description: 'What stands for the placeholders (`__inputs`) of an export, by name',
        },
      },
      ...{ required: ['file'], additionalProperties: false },
    },
  },
}
