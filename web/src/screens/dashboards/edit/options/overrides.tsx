import Plus from 'lucide-react/icons/plus'
import Trash2 from 'lucide-react/icons/trash-2'
import type { JsonObject } from '#common/dashboards'
import { Button, IconButton } from '../../../../components/button.tsx'
import { useBoard } from '../../board.ts'
import { Choice, Text } from '../controls.tsx'
import { getIn, objectsIn, textOf } from '../set-in.ts'
import { OverrideProperty, newProperties } from './override-property.tsx'
import type { OptionProps } from './panel-options.tsx'

const path = ['fieldConfig', 'overrides']

/** Settings of those series alone whose name, or pattern, or query fits; later ones win. */
export function OverrideOptions({ panel, stored, setOption }: OptionProps) {
  const { dataOf } = useBoard()
  const overrides = objectsIn(getIn(stored, path))
  const names = [...new Set(dataOf(panel)?.frames.flatMap(({ name }) => (name ? [name] : [])) ?? [])].slice(0, 200)
  const set = (next: JsonObject[]): void => setOption(path, next)
  const change = (place: number, part: JsonObject): void =>
    set(overrides.map((each, at) => (at === place ? { ...each, ...part } : each)))
  return (
    <>
      {overrides.map((override, place) => {
        const matcher = textOf(getIn(override, ['matcher', 'id'])) || 'byName'
        const options = getIn(override, ['matcher', 'options'])
        const properties = objectsIn(override['properties'])
        const setProperties = (next: JsonObject[]): void => change(place, { properties: next })
        return (
          <div key={place} className="flex flex-col gap-2 rounded-md bg-sunken p-2">
            <div className="flex items-end gap-1.5">
              <Choice
                className="flex-1"
                label="Series"
                value={matcher}
                onChange={(id) => change(place, { matcher: { id, options: textOf(options) } })}
                options={[
                  { value: 'byName', word: 'of the name' },
                  { value: 'byRegexp', word: 'with a name like' },
                  { value: 'byFrameRefID', word: 'of the query' },
                ]}
              />
              <IconButton
                label={`Remove override ${place + 1}`}
                onClick={() => set(overrides.filter((_, at) => at !== place))}
              >
                <Trash2 aria-hidden />
              </IconButton>
            </div>
            {typeof options === 'string' || options === undefined ? (
              <Text
                label={matcher === 'byRegexp' ? 'Pattern' : matcher === 'byFrameRefID' ? 'Letter' : 'Name'}
                list={matcher === 'byName' ? names : []}
                value={textOf(options)}
                onChange={(value) => change(place, { matcher: { id: matcher, options: value } })}
              />
            ) : (
              <p className="text-xs text-muted">
                What it fits is set in the JSON: <code className="break-all">{JSON.stringify(options)}</code>
              </p>
            )}
            {properties.map((property, at) => (
              <OverrideProperty
                key={`${textOf(property['id'])} ${at}`}
                property={property}
                onChange={(value) =>
                  setProperties(properties.map((each, other) => (other === at ? { ...each, value } : each)))
                }
                onRemove={() => setProperties(properties.filter((_, other) => other !== at))}
              />
            ))}
            <Choice
              label="Add a setting"
              value=""
              onChange={(id) => {
                const made = newProperties.find((each) => each.id === id)
                if (made) setProperties([...properties, { id: made.id, value: made.value }])
              }}
              options={[{ value: '', word: 'Choose …' }, ...newProperties.map(({ id, word }) => ({ value: id, word }))]}
            />
          </div>
        )
      })}
      <div>
        <Button
          icon={<Plus aria-hidden />}
          onClick={() => set([...overrides, { matcher: { id: 'byName', options: '' }, properties: [] }])}
        >
          Add override
        </Button>
      </div>
    </>
  )
}
