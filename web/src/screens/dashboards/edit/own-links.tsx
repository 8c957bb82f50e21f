import Plus from 'lucide-react/icons/plus'
import Trash2 from 'lucide-react/icons/trash-2'
import { safeUrl, type JsonObject } from '#common/dashboards'
import { Button, IconButton } from '../../../components/button.tsx'
import { Choice, Switch, Text } from './controls.tsx'
import { objectsIn, textOf } from './set-in.ts'

type Props = { json: JsonObject; onChange: (links: JsonObject[]) => void }

/** Links beside the title: to an address, or to the dashboards that have a label. */
export function OwnLinks({ json, onChange }: Props) {
  const links = objectsIn(json['links'])
  const change = (place: number, part: JsonObject): void =>
    onChange(links.map((link, at) => (at === place ? { ...link, ...part } : link)))
  return (
    <>
      {links.map((link, place) => {
        const kind = link['type'] === 'dashboards' ? 'dashboards' : 'link'
        const url = textOf(link['url'])
        const tags = Array.isArray(link['tags']) ? link['tags'].map(String) : []
        return (
          <div
            key={place}
            className="grid gap-2 rounded-md bg-sunken p-3 sm:grid-cols-[9rem_minmax(0,1fr)_minmax(0,2fr)_auto]"
          >
            <Choice
              label="Leads to"
              value={kind}
              onChange={(type) => change(place, { type })}
              options={[
                { value: 'link', word: 'An address' },
                { value: 'dashboards', word: 'Dashboards' },
              ]}
            />
            <Text label="Words" value={textOf(link['title'])} onChange={(title) => change(place, { title })} />
            {kind === 'link' ? (
              <Text
                label="Address"
                placeholder="https://…"
                value={url}
                hint={
                  url !== '' && safeUrl(url) === undefined
                    ? 'Only web addresses and paths of this installation.'
                    : undefined
                }
                onChange={(next) => change(place, { url: next })}
              />
            ) : (
              <Text
                label="With one of the labels"
                value={tags.join(', ')}
                onChange={(next) => change(place, { tags: next.split(',').map((tag) => tag.trimStart()) })}
              />
            )}
            <div className="flex items-end gap-2">
              <Switch
                label="Keep time"
                on={link['keepTime'] === true}
                onChange={(keepTime) => change(place, { keepTime })}
              />
              <IconButton
                label={`Remove link ${place + 1}`}
                onClick={() => onChange(links.filter((_, at) => at !== place))}
              >
                <Trash2 aria-hidden />
              </IconButton>
            </div>
          </div>
        )
      })}
      <div>
        <Button
          icon={<Plus aria-hidden />}
          onClick={() => onChange([...links, { type: 'link', title: '', url: '', tags: [], keepTime: true }])}
        >
          Add link
        </Button>
      </div>
    </>
  )
}
