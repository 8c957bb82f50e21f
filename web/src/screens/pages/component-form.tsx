import type { Component, ComponentGroup, Following } from '../../api.ts'
import { Checkbox, SelectField, TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { rules, useForm } from '../../form.ts'
import { FollowingFields, type FollowingValue } from './component-following.tsx'

export type ComponentBody = {
  name: string
  description: string
  groupId: string | null
  showcase: boolean
  startDate: string | null
  onlyShowIfDegraded: boolean
  hidden: boolean
}

type Props = {
  action: string
  component?: Component
  /** What it follows; of a component that is there already. */
  following?: Following
  groups: readonly ComponentGroup[]
  /** Those that it might need. */
  others: readonly Component[]
  save: (body: ComponentBody, more: { needs: string[]; following: FollowingValue }) => Promise<void>
  onCancel?: () => void
}

const followsNone: FollowingValue = { monitors: [], mode: 'worst', afterSeconds: 60, automatic: true }

/** A new component asks for its name and place alone; all else can be said once it is there. */
export function ComponentForm({ action, component, following, groups, others, save, onCancel }: Props) {
  const form = useForm({
    initial: {
      name: component?.name ?? '',
      description: component?.description ?? '',
      groupId: component?.groupId ?? '',
      showcase: component?.showcase ?? true,
      startDate: component?.startDate ?? '',
      onlyShowIfDegraded: component?.onlyShowIfDegraded ?? false,
      hidden: component?.hidden ?? false,
      needs: component?.needs ?? [],
      following: following ?? followsNone,
    },
    rules: { name: ({ name }) => rules.filled('A name')(name) },
    submit: async ({ needs, following: follows, groupId, startDate, ...values }) => {
      await save({ ...values, groupId: groupId || null, startDate: startDate || null }, { needs, following: follows })
      if (!component) form.reset()
    },
  })
  const groupOptions = [{ value: '', word: 'No group' }, ...groups.map(({ id, name }) => ({ value: id, word: name }))]
  return (
    <FormFrame form={form} action={action} onCancel={onCancel}>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField form={form} name="name" label="Name" placeholder="Checkout" autoFocus={component !== undefined} />
        <TextField form={form} name="description" label="Description" placeholder="Paying and ordering" />
        {groups.length > 0 && <SelectField form={form} name="groupId" label="Group" options={groupOptions} />}
        {component && (
          <TextField
            form={form}
            name="startDate"
            type="date"
            label="History begins"
            hint="Empty: on the day on which it was added."
          />
        )}
      </div>
      {component && (
        <>
          <div className="grid gap-3 sm:grid-cols-2">
            <Checkbox
              label="Show its history"
              hint="The past 90 days and its uptime, on the public page."
              checked={form.values.showcase}
              onChange={({ target }) => form.set('showcase', target.checked)}
            />
            <Checkbox
              label="Show it only while it is not operational"
              checked={form.values.onlyShowIfDegraded}
              onChange={({ target }) => form.set('onlyShowIfDegraded', target.checked)}
            />
            <Checkbox
              label="Hide it"
              hint="Readers never see it, and it does not count."
              checked={form.values.hidden}
              onChange={({ target }) => form.set('hidden', target.checked)}
            />
          </div>
          {following && (
            <FollowingFields
              name={form.values.name || component.name}
              value={form.values.following}
              onChange={(value) => form.set('following', value)}
            />
          )}
          {others.length > 0 && (
            <fieldset>
              <legend className="mb-1 text-sm font-medium">Needs</legend>
              <p className="mb-2 text-xs text-faint">
                When one of these is out, {component.name} is offered as degraded, with the reason.
              </p>
              <div className="grid max-h-48 gap-2 overflow-y-auto rounded-md border border-line bg-surface p-3 sm:grid-cols-2">
                {others.map(({ id, name }) => (
                  <Checkbox
                    key={id}
                    label={name}
                    checked={form.values.needs.includes(id)}
                    onChange={({ target }) =>
                      form.set(
                        'needs',
                        target.checked ? [...form.values.needs, id] : form.values.needs.filter((each) => each !== id),
                      )
                    }
                  />
                ))}
              </div>
            </fieldset>
          )}
        </>
      )}
    </FormFrame>
  )
}
