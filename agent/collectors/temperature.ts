import type { Host } from '../host.ts'
import type { Output } from '../sample.ts'
import type { Collector } from './collector.ts'

const maxChips = 64
const maxFiles = 256

/** Degrees and revolutions; `hwmon` names chips by where they are on their bus, which no order of loading changes. */
export const hwmon: Collector = {
  name: 'hwmon',
  collect(host, out) {
    for (const name of host.list('/sys/class/hwmon').slice(0, maxChips)) readChip(host, out, name)
  },
}

export const thermal: Collector = {
  name: 'thermal',
  collect(host, out) {
    for (const name of host.list('/sys/class/thermal').slice(0, maxChips)) {
      const [, zone] = /^thermal_zone(\d+)$/.exec(name) ?? []
      if (zone === undefined) continue
      const degrees = findNumber(host, `/sys/class/thermal/${name}/temp`)
      const type = host.find(`/sys/class/thermal/${name}/type`)?.trim() ?? ''
      if (degrees !== undefined) out.gauge('node_thermal_zone_temp', degrees / 1000, 'type', type, 'zone', zone)
    }
  },
}

function readChip(host: Host, out: Output, name: string): void {
  const directory = `/sys/class/hwmon/${name}`
  const chipName = clean(host.find(`${directory}/name`) ?? '')
  const chip = chipOf(host, directory) || chipName || name
  if (chipName !== '') out.gauge('node_hwmon_chip_names', 1, 'chip', chip, 'chip_name', chipName)
  // Drivers from before Linux 3.x put the readings below `device`.
  const files = host.list(directory).slice(0, maxFiles)
  for (const file of files) {
    const [, sensor = '', kind, property] = /^((temp|fan)\d+)_(input|crit|max|label)$/.exec(file) ?? []
    if (kind === undefined) continue
    const labels = ['chip', chip, 'sensor', sensor]
    if (property === 'label') {
      const label = host.find(`${directory}/${file}`)?.trim() ?? ''
      out.gauge('node_hwmon_sensor_label', 1, ...labels, 'label', label)
      continue
    }
    const value = findNumber(host, `${directory}/${file}`)
    if (value === undefined) continue
    const suffix = property === 'input' ? '' : `_${property}`
    if (kind === 'temp') out.gauge(`node_hwmon_temp${suffix}_celsius`, value / 1000, ...labels)
    else out.gauge(`node_hwmon_fan${suffix}_rpm`, value, ...labels)
  }
}

/** `/sys/devices/platform/coretemp.0` is `platform_coretemp_0`; empty where no device is behind the chip. */
function chipOf(host: Host, directory: string): string {
  const target = host.link(`${directory}/device`)
  if (target === undefined) return ''
  // hwmonN lies in <device>/hwmon/hwmonN, and `device` says `../../../<name of the device>` from there.
  const place =
    host
      .link(directory)
      ?.split('/')
      .filter((part) => part !== '..' && part !== '.') ?? []
  const path = [...place]
  for (const part of target.split('/')) {
    if (part === '..') path.pop()
    else path.push(part)
  }
  const [bus = '', device = ''] = [path.at(-2), path.at(-1)].map((part) => clean(part ?? ''))
  return [bus, device].filter((part) => part !== '').join('_')
}

function clean(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9:_]/g, '_')
    .replaceAll(/^_+|_+$/g, '')
}

function findNumber(host: Host, path: string): number | undefined {
  const text = host.find(path)?.trim() ?? ''
  return /^-?\d+$/.test(text) ? Number(text) : undefined
}
