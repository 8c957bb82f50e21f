import Plus from 'lucide-react/icons/plus'
import { useMemo, useState } from 'react'
import { applyTransformations, knownTransformations, type Frame, type JsonObject, type Panel } from '#common/dashboards'
import { Button } from '../../../../components/button.tsx'
import { Menu, MenuItem } from '../../../../components/menu.tsx'
import type { SetOption } from '../panel-editor.tsx'
import { objectsIn } from '../set-in.ts'
import { formOf } from './all-forms.ts'
import { namesOf } from './options.ts'
import { Step } from './step.tsx'

type Props = {
  panel: Panel
  stored: JsonObject
  /** The answers before anything is done to them. */
  came: readonly Frame[]
  setOption: SetOption
}

/** More are kept in the JSON, and not applied. */
const most = 50

/** What is done to the answers before they are shown, one after the other. */
export function TransformationList({ panel, stored, came, setOption }: Props) {
  const list = objectsIn(stored['transformations'])
  const [fresh, setFresh] = useState<number>()
  const before = useMemo(() => stepsOf(came, panel), [came, panel])
  const set = (next: JsonObject[], kind?: string): void =>
    setOption(['transformations'], next.length > 0 ? next : undefined, kind)
  const swap = (place: number, by: 1 | -1): void => {
    const [own, other] = [list[place], list[place + by]]
    if (own && other) set(list.map((each, at) => (at === place ? other : at === place + by ? own : each)))
  }
  const queries = namesOf(came).queries
  return (
    <section aria-label="Transformations">
      <h2 className="text-sm font-semibold">Transformations</h2>
      <p className="mb-2 text-xs text-muted">What is done to the answers before they are shown, one after the other.</p>
      <ol className="flex flex-col gap-2">
        {list.map((each, place) => (
          <Step
            key={place}
            stored={each}
            place={place}
            count={list.length}
            isFresh={place === fresh}
            names={before[place]?.names ?? namesOf(came)}
            queries={queries}
            problem={before[place]?.problem}
            onMove={(by) => swap(place, by)}
            onRemove={() => set(list.filter((_, at) => at !== place))}
            onChange={(next, kind) =>
              set(
                list.map((one, at) => (at === place ? next : one)),
                kind === undefined ? undefined : `transformations ${place} ${kind}`,
              )
            }
          />
        ))}
      </ol>
      <div className="mt-2">
        {list.length < most && (
          <Menu
            trigger={
              <Button icon={<Plus aria-hidden />} className="w-max">
                Add transformation
              </Button>
            }
          >
            {knownTransformations.map(({ id, name, says }) => (
              <MenuItem
                key={id}
                onClick={() => {
                  setFresh(list.length)
                  set([...list, { id, options: formOf(id)?.start ?? {} }])
                }}
              >
                <span className="min-w-0">
                  <span className="block font-medium">{name}</span>
                  <span className="block text-xs text-faint">{says}</span>
                </span>
              </MenuItem>
            ))}
          </Menu>
        )}
      </div>
    </section>
  )
}

/** What may be named at each place: the tables as those before it have left them; and what went wrong there. */
function stepsOf(came: readonly Frame[], { transformations }: Panel) {
  let frames = [...came]
  return transformations.map((transformation) => {
    const names = namesOf(frames)
    const { frames: next, problems } = applyTransformations(frames, [transformation])
    frames = next
    return { names, problem: problems[0]?.text }
  })
}
