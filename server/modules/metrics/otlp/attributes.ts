/** Attributes as labels. */
import { otlp } from '#modules/telemetry'
import type { Pairs } from '../storage/native-block.ts'
import type { Naming } from './names.ts'

/** Sorted by their own names; of those that become one label the values are joined by `;`. Empty values are none. */
export function attributeLabels(attributes: otlp.JsonObject, naming: Naming, prefix = ''): Pairs {
  const labels = new Map<string, string>()
  for (const key of Object.keys(attributes).toSorted()) {
    const name = naming.label(`${prefix}${key}`)
    const value = otlp.valueText(attributes[key])
    if (name === undefined || value === '') continue
    const before = labels.get(name)
    labels.set(name, before === undefined ? value : `${before};${value}`)
  }
  return [...labels]
}

const identifying = new Set(['service.name', 'service.namespace', 'service.instance.id'])

/** `job` and `instance`, by which what a resource says besides can be joined. */
export function identityOf(resource: otlp.JsonObject): Pairs {
  const [name, namespace, instance] = ['service.name', 'service.namespace', 'service.instance.id'].map((key) =>
    otlp.valueText(resource[key]),
  )
  const job = name && namespace ? `${namespace}/${name}` : name
  return [...(job ? [['job', job] as const] : []), ...(instance ? [['instance', instance] as const] : [])]
}

/** All that a resource says besides: the labels of `target_info`. */
export function describingLabels(resource: otlp.JsonObject, naming: Naming): Pairs {
  const rest = Object.fromEntries(Object.entries(resource).filter(([key]) => !identifying.has(key)))
  return attributeLabels(rest, naming).filter(([name]) => name !== 'job' && name !== 'instance')
}

export function scopeLabels({ name, version, attributes }: otlp.SentScope, naming: Naming): Pairs {
  const all = attributeLabels(attributes, naming, 'otel_scope_')
  const own = all.filter(([label]) => !/^otel_scope_(name|version)$/.test(label))
  return [
    ...(name === '' ? [] : [['otel_scope_name', name] as const]),
    ...(version === '' ? [] : [['otel_scope_version', version] as const]),
    ...own,
  ]
}
