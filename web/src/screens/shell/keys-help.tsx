import { useState } from 'react'
import { Dialog } from '../../components/dialog.tsx'
import { Checkbox } from '../../components/field.tsx'
import { Kbd } from '../../components/kbd.tsx'
import { areSingleKeysOn, listShortcuts, setSingleKeys } from '../../keys.ts'

const groups = ['Everywhere', 'Go to', 'List', 'Incident', 'Dashboard'] as const

/** The shortcuts that work on this screen. */
export function KeysHelp({ onClose }: { onClose: () => void }) {
  const [shortcuts] = useState(listShortcuts)
  const [on, setOn] = useState(areSingleKeysOn)
  return (
    <Dialog open onClose={onClose} title="Shortcuts">
      <div className="overflow-y-auto px-5 pb-5">
        <div className="gap-x-8 sm:columns-2">
          {groups.map((group) => {
            const those = shortcuts.filter((shortcut) => shortcut.group === group)
            if (those.length === 0) return null
            return (
              <section key={group} className="mb-4 break-inside-avoid">
                <h3 className="mb-1 text-xs text-faint">{group}</h3>
                <dl>
                  {those.map(({ keys, does }) => (
                    <div key={keys} className="flex items-center justify-between gap-3 py-1">
                      <dt>{does}</dt>
                      <dd>
                        <Kbd keys={keys} />
                      </dd>
                    </div>
                  ))}
                </dl>
              </section>
            )
          })}
        </div>
        <div className="border-t border-line pt-3">
          <Checkbox
            checked={on}
            onChange={() => {
              setSingleKeys(on ? 'off' : 'on')
              setOn(!on)
            }}
            label="Shortcuts of single keys"
            hint="Switch them off when you dictate, or press keys by mistake."
          />
        </div>
      </div>
    </Dialog>
  )
}
