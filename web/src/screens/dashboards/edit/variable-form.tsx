import { readDashboard, type JsonObject } from '#common/dashboards'
import { Card } from '../../../components/screen.tsx'
import { useBoard } from '../board.ts'
import { Choice, Switch, Text } from './controls.tsx'
import { FoundValues } from './found-values.tsx'

type Props = {
  stored: JsonObject
  /** Names of the other variables. */
  others: readonly string[]
  onChange: (stored: JsonObject, key?: string) => void
}

const kinds = [
  { value: 'query', word: 'What the metrics say' },
  { value: 'custom', word: 'A list' },
  { value: 'interval', word: 'A stretch of time' },
  { value: 'textbox', word: 'A text to type' },
  { value: 'constant', word: 'A constant' },
  { value: 'datasource', word: 'Data source' },
] as const

const hints: Partial<Record<string, string>> = {
  query:
    'label_values(metric, label), label_values(label), label_names(), metrics(pattern), or query_result(a query). Other variables may stand in it.',
  custom: 'With a comma between: eu, us, or Europe : eu, America : us',
  interval: 'With a comma between: 1m, 5m, 1h',
}

/** Read through the reader of dashboards, so that the form shows what will be understood. */
export function VariableForm({ stored, others, onChange }: Props) {
  const { resolution } = useBoard()
  const [variable] = readDashboard({ title: 'x', panels: [], templating: { list: [stored] } }).dashboard.variables
  const set = (key: string, value: unknown): void => onChange({ ...stored, [key]: value }, key)
  if (!variable) return <p className="text-degraded">This variable cannot be read; it can be changed in the JSON.</p>
  const { name, label, kind, query, regex, sort, multi, includeAll, allValue, refresh, hide } = variable
  const found = resolution.variables.find((each) => each.variable.name === name)
  const listed = kind === 'query' || kind === 'custom'
  return (
    <Card className="flex flex-col gap-3 p-4">
      <div className="grid gap-3 sm:grid-cols-2">
        <Text
          label="Name"
          value={name}
          hint={nameProblem(name, others) ?? `In queries: $${name}`}
          onChange={(next) => set('name', next.replaceAll(/\W/g, ''))}
        />
        <Text label="Words above the panels" value={label} onChange={(next) => set('label', next)} />
        <Choice
          label="Comes from"
          value={kind}
          onChange={(type) => onChange({ ...stored, type, current: {}, options: [] })}
          options={kinds}
        />
        <Choice
          label="Shown"
          value={hide}
          onChange={(next) => set('hide', next === 'no' ? 0 : next === 'label' ? 1 : 2)}
          options={[
            { value: 'no', word: 'With its words' },
            { value: 'label', word: 'Without words' },
            { value: 'variable', word: 'Not at all' },
          ]}
        />
      </div>
      {kind !== 'datasource' && (
        <Text
          mono
          label={kind === 'query' ? 'Asks' : 'Is'}
          value={query}
          hint={hints[kind]}
          onChange={(next) => set('query', next)}
        />
      )}
      {kind === 'query' && (
        <div className="grid gap-3 sm:grid-cols-3">
          <Text
            mono
            label="Of each, only"
            placeholder="/pattern/"
            value={regex}
            onChange={(next) => set('regex', next)}
          />
          <Choice
            label="Sorted"
            value={sortValue(sort)}
            onChange={(next) => set('sort', Number(next))}
            options={[
              { value: '0', word: 'As they come' },
              { value: '1', word: 'By name' },
              { value: '2', word: 'By name, last first' },
              { value: '3', word: 'By number' },
              { value: '4', word: 'By number, greatest first' },
              { value: '7', word: 'As people count' },
            ]}
          />
          <Choice
            label="Asked again"
            value={refresh === 'time' ? '2' : '1'}
            onChange={(next) => set('refresh', Number(next))}
            options={[
              { value: '1', word: 'When it is opened' },
              { value: '2', word: 'When the time changes' },
            ]}
          />
        </div>
      )}
      {listed && (
        <div className="grid gap-2 sm:grid-cols-2">
          <Switch label="Several may be chosen" on={multi} onChange={(on) => set('multi', on)} />
          <Switch label={'With "All"'} on={includeAll} onChange={(on) => set('includeAll', on)} />
          {includeAll && (
            <Text
              mono
              label={'What "All" stands for'}
              placeholder="every value"
              value={allValue ?? ''}
              onChange={(next) => set('allValue', next === '' ? undefined : next)}
            />
          )}
        </div>
      )}
      {found && <FoundValues found={found} />}
    </Card>
  )
}

function nameProblem(name: string, others: readonly string[]): string | undefined {
  if (name === '') return 'It needs a name.'
  return others.includes(name) ? 'Another variable has this name.' : undefined
}

function sortValue({ by, descending }: { by: string; descending: boolean }): string {
  if (by === 'none') return '0'
  if (by === 'natural') return '7'
  return String((by === 'number' ? 3 : 1) + (descending ? 1 : 0))
}
