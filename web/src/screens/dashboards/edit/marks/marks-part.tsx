import Plus from 'lucide-react/icons/plus'
import Trash2 from 'lucide-react/icons/trash-2'
import { useState } from 'react'
import { cssColor, setAnnotations, type JsonObject } from '#common/dashboards'
import { Button, IconButton } from '../../../../components/button.tsx'
import { cn } from '../../../../components/class-names.ts'
import { MoveButtons } from '../../../../components/move-buttons.tsx'
import { Card } from '../../../../components/screen.tsx'
import { useBoard } from '../../board.ts'
import { getIn, objectsIn } from '../set-in.ts'
import { MarkForm } from './mark-form.tsx'
import { Sources } from './sources.tsx'

type Props = { json: JsonObject; onChange: (json: JsonObject, kind?: string) => void }

const most = 100

/** What is marked in the panels: what Watchword knows by itself, and queries of the dashboard's own. */
export function MarksPart({ json, onChange }: Props) {
  const { dashboard } = useBoard()
  const list = objectsIn(getIn(json, ['annotations', 'list']))
  const shown = dashboard.annotations.flatMap((annotation, place) =>
    annotation.kind === 'own' ? [] : [{ annotation, place }],
  )
  const [chosen, setAt] = useState<number>()
  const at = chosen ?? shown[0]?.place ?? 0
  const set = (next: JsonObject[], kind?: string): void => onChange(setAnnotations(json, next), kind)
  const stored = list[at]
  const annotation = shown.find(({ place }) => place === at)?.annotation
  const swap = (one: number, other: number | undefined): void => {
    const [left, right] = [list[one], other === undefined ? undefined : list[other]]
    if (!left || !right) return
    set(list.map((each, place) => (place === one ? right : place === other ? left : each)))
    setAt(other)
  }
  return (
    <div className="grid items-start gap-4 md:grid-cols-[18rem_minmax(0,1fr)]">
      <div className="flex flex-col gap-4">
        <Sources json={json} onChange={onChange} />
        <Card>
          <h2 className="px-3 pt-3 text-sm font-semibold">Queries of this dashboard</h2>
          <ul aria-label="Queries that mark" className="mt-2">
            {shown.map(({ annotation: { name, enabled, color, kind }, place }, index) => {
              const words = name || 'Without a name'
              return (
                <li
                  key={place}
                  className={cn('flex items-center gap-0.5 border-t border-line pr-1', place === at && 'bg-selected')}
                >
                  <button
                    type="button"
                    aria-pressed={place === at}
                    onClick={() => setAt(place)}
                    className="flex min-w-0 flex-1 items-center gap-2 px-3 py-2 text-left"
                  >
                    <span
                      aria-hidden
                      className="size-2 shrink-0 rounded-full"
                      style={{ background: cssColor(color) }}
                    />
                    <span className="min-w-0 flex-1">
                      <span className="block truncate">{words}</span>
                      {(kind === 'unsupported' || !enabled) && (
                        <span className="block text-xs text-faint">{enabled ? 'Not known here' : 'Off'}</span>
                      )}
                    </span>
                  </button>
                  <MoveButtons
                    name={words}
                    place={index}
                    count={shown.length}
                    onMove={(by) => swap(place, shown[index + by]?.place)}
                  />
                  <IconButton
                    label={`Remove ${words}`}
                    onClick={() => {
                      set(list.filter((_, other) => other !== place))
                      setAt(undefined)
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
              refusal={list.length >= most ? `There are ${most} at most.` : undefined}
              onClick={() => {
                set([...list, { name: `Marks ${shown.length + 1}`, enable: true, iconColor: 'blue', expr: '' }])
                setAt(list.length)
              }}
            >
              Add query
            </Button>
          </div>
        </Card>
      </div>
      {stored && annotation ? (
        <MarkForm
          key={at}
          stored={stored}
          annotation={annotation}
          onChange={(next, key) =>
            set(
              list.map((each, place) => (place === at ? next : each)),
              `mark ${at} ${key}`,
            )
          }
        />
      ) : (
        <p className="py-10 text-center text-muted">
          A query may mark times as well: restarts, say, or a full disk. Wherever its value is other than 0, a line
          begins in all panels.
        </p>
      )}
    </div>
  )
}
