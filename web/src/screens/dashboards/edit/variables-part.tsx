import Plus from 'lucide-react/icons/plus'
import Trash2 from 'lucide-react/icons/trash-2'
import { useState } from 'react'
import { setVariables, type JsonObject } from '#common/dashboards'
import { Button, IconButton } from '../../../components/button.tsx'
import { cn } from '../../../components/class-names.ts'
import { MoveButtons } from '../../../components/move-buttons.tsx'
import { Card } from '../../../components/screen.tsx'
import { counted } from '../../../format.ts'
import { useBoard } from '../board.ts'
import { getIn, objectsIn, textOf } from './set-in.ts'
import { VariableForm } from './variable-form.tsx'

type Props = { json: JsonObject; onChange: (json: JsonObject, kind?: string) => void }

/** What may be chosen above the panels, in this order. */
export function VariablesPart({ json, onChange }: Props) {
  const { resolution } = useBoard()
  const list = objectsIn(getIn(json, ['templating', 'list']))
  const [at, setAt] = useState(0)
  const set = (next: JsonObject[], kind?: string): void => onChange(setVariables(json, next), kind)
  const chosen = list[at]
  const swap = (place: number, by: 1 | -1): void => {
    const [own, other] = [list[place], list[place + by]]
    if (!own || !other) return
    set(list.map((each, index) => (index === place ? other : index === place + by ? own : each)))
    setAt(place + by)
  }
  return (
    <div className="grid items-start gap-4 md:grid-cols-[18rem_minmax(0,1fr)]">
      <Card>
        <ul aria-label="Variables of the dashboard">
          {list.map((variable, place) => {
            const name = textOf(variable['name'])
            const found = resolution.variables.find((each) => each.variable.name === name)
            return (
              <li
                key={`${name} ${place}`}
                className={cn('flex items-center gap-0.5 border-b border-line pr-1', place === at && 'bg-selected')}
              >
                <button
                  type="button"
                  aria-pressed={place === at}
                  onClick={() => setAt(place)}
                  className="min-w-0 flex-1 px-3 py-2 text-left"
                >
                  <code className="block truncate">${name}</code>
                  <span className="block truncate text-xs text-faint">
                    {found?.fault ?? (found ? counted(found.options.length, 'value') : '')}
                  </span>
                </button>
                <MoveButtons name={name} place={place} count={list.length} onMove={(by) => swap(place, by)} />
                <IconButton
                  label={`Remove ${name}`}
                  onClick={() => {
                    set(list.filter((_, index) => index !== place))
                    setAt(Math.max(0, at - 1))
                  }}
                >
                  <Trash2 aria-hidden />
                </IconButton>
              </li>
            )
          })}
        </ul>
        <div className="p-3">
          <Button
            icon={<Plus aria-hidden />}
            onClick={() => {
              set([...list, newVariable(list)])
              setAt(list.length)
            }}
          >
            Add variable
          </Button>
        </div>
      </Card>
      {chosen ? (
        <VariableForm
          key={at}
          stored={chosen}
          others={list.filter((_, index) => index !== at).map((each) => textOf(each['name']))}
          onChange={(next, key) =>
            set(
              list.map((each, index) => (index === at ? next : each)),
              key === undefined ? undefined : `variable ${at} ${key}`,
            )
          }
        />
      ) : (
        <p className="py-10 text-center text-muted">
          A variable stands in queries as <code>$name</code>, and above the panels as a choice.
        </p>
      )}
    </div>
  )
}

function newVariable(list: readonly JsonObject[]): JsonObject {
  const taken = new Set(list.map(({ name }) => name))
  const name = ['job', 'instance', ...list.map((_, at) => `variable${at + 1}`), 'variable'].find(
    (each) => !taken.has(each),
  )
  return {
    ...{
      name: name ?? `variable${list.length + 1}`,
      type: 'query',
      query: 'label_values(up, job)',
      refresh: 1,
      sort: 1,
    },
    ...{ multi: false, includeAll: false, current: {}, options: [], regex: '', hide: 0 },
  }
}
