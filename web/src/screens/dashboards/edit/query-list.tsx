import Plus from 'lucide-react/icons/plus'
import type { JsonObject, Panel } from '#common/dashboards'
import { Button } from '../../../components/button.tsx'
import type { PanelData } from '../panels/index.ts'
import type { SetOption } from './panel-editor.tsx'
import { EditedQuery } from './edited-query.tsx'
import { objectsIn, textOf } from './set-in.ts'

type Props = { panel: Panel; stored: JsonObject; faults: PanelData['faults']; setOption: SetOption }

const mostQueries = 26

/** The queries of a panel: each with its legend, and with what the engine says of it. */
export function QueryList({ panel, stored, faults, setOption }: Props) {
  const targets = objectsIn(stored['targets'])
  const setTargets = (next: JsonObject[]): void => setOption(['targets'], next)
  const change = (place: number, keys: JsonObject): void =>
    setOption(
      ['targets'],
      targets.map((target, at) => (at === place ? withKeys(target, keys) : target)),
      `targets ${place} ${Object.keys(keys).join(' ')}`,
    )
  const add = (from: JsonObject = { expr: '', range: true }): void =>
    setTargets([...targets, { ...from, refId: freeLetter(targets) }])
  return (
    <section aria-label="Queries">
      <h2 className="mb-2 text-sm font-semibold">Queries</h2>
      <ol className="flex flex-col gap-3">
        {targets.map((target, place) => (
          <EditedQuery
            key={textOf(target['refId']) || place}
            target={target}
            read={panel.targets[place]}
            fault={faults.find(({ refId }) => refId === target['refId'])?.text}
            alone={targets.length === 1}
            onChange={(keys) => change(place, keys)}
            onDuplicate={() => add(target)}
            onRemove={() => setTargets(targets.filter((_, at) => at !== place))}
          />
        ))}
      </ol>
      <div className="mt-3">
        <Button
          icon={<Plus aria-hidden />}
          onClick={() => add()}
          refusal={targets.length >= mostQueries ? `There are ${mostQueries} queries at most.` : undefined}
        >
          Add query
        </Button>
      </div>
    </section>
  )
}

/** Undefined takes a key away. */
function withKeys(target: JsonObject, keys: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries({ ...target, ...keys }).filter(([, value]) => value !== undefined))
}

function freeLetter(targets: readonly JsonObject[]): string {
  const taken = new Set(targets.map(({ refId }) => refId))
  const letters = Array.from({ length: mostQueries }, (_, at) => String.fromCodePoint(65 + at))
  return letters.find((letter) => !taken.has(letter)) ?? `Q${targets.length + 1}`
}
