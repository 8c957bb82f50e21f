/**
 * What the agent says of a host beside its figures. The lists are the declaration: the agent reads nothing of the
 * machine's identity that is not here, and a test compares them with what it sends.
 */
import type { Host } from './host.ts'
import type { Output } from './sample.ts'
import { remembered, type Collector } from './collectors/collector.ts'

/** Labels of `node_uname_info`, `node_os_info` and `watchword_agent_info`, and what each is. */
export const metadata = {
  nodename: 'host name; left out when it is withheld',
  domainname: 'NIS domain, mostly "(none)"; left out when the host name is withheld',
  sysname: 'Linux',
  release: 'version of the kernel',
  machine: 'kind of processor',
  id: 'distribution',
  id_like: 'what it is derived from',
  name: 'name of the distribution',
  pretty_name: 'the same with its version',
  version: 'of the distribution, the build of the kernel, or of the agent',
  version_codename: 'name of that version',
  version_id: 'number of that version',
  node_version: 'version of Node that the agent runs on',
} as const

/** On every series: which host it is. Besides them only those that the operator wrote into the settings. */
export const identity = {
  job: 'as configured, otherwise "node"',
  instance: 'as configured, otherwise the host name; a random name when the host name is withheld',
} as const

/** Labels that tell series of one metric apart: names of parts of the machine. */
export const dimensions = {
  cpu: 'number of the processor',
  mode: 'what it did',
  device: 'disk, interface or what is mounted',
  fstype: 'kind of file system',
  mountpoint: 'where it is mounted',
  state: 'of processes: one letter',
  chip: 'place of a sensor chip',
  chip_name: 'kind of chip',
  sensor: 'number of the sensor',
  label: 'what its driver calls it',
  zone: 'number of a thermal zone',
  type: 'kind of zone',
  id: 'path of a container’s control group',
  name: 'first twelve digits of a container’s id, or its name under LXC',
  file: 'path of a file in the text file directory',
  collector: 'part of the agent that read',
  reason: 'why samples were lost or refused',
} as const

type MetadataOptions = { version: string; isHostNameWithheld: boolean }

const osFields = ['id', 'id_like', 'name', 'pretty_name', 'version', 'version_codename', 'version_id'] as const

/** Metadata as node_exporter names them: `node_uname_info`, `node_os_info`, `node_os_version`. */
export function createMetadataCollectors({ version, isHostNameWithheld }: MetadataOptions): Collector[] {
  const kernel = (host: Host, file: string) => host.read(`/proc/sys/kernel/${file}`).trim()
  return [
    {
      name: 'uname',
      collect(host, out) {
        const names = isHostNameWithheld
          ? []
          : ['domainname', kernel(host, 'domainname'), 'nodename', kernel(host, 'hostname')]
        const machine = host.find('/proc/sys/kernel/arch')?.trim() ?? host.machine
        const system = ['release', kernel(host, 'osrelease'), 'sysname', kernel(host, 'ostype')]
        out.gauge('node_uname_info', 1, ...names, 'machine', machine, ...system, 'version', kernel(host, 'version'))
      },
    },
    { name: 'os', collect: (host, out) => readRelease(host, out) },
    {
      name: 'agent',
      collect(_host, out) {
        out.gauge('watchword_agent_info', 1, 'node_version', process.versions.node, 'version', version)
      },
    },
  ]
}

function readRelease(host: Host, out: Output): void {
  const { info, brief, number } = releaseOf(host.find('/etc/os-release') ?? host.read('/usr/lib/os-release'))
  out.gauge('node_os_info', 1, ...info)
  if (number !== undefined) out.gauge('node_os_version', Number(number), ...brief)
}

/** os-release(5): lines as a shell would set them. */
const releaseOf = remembered((text) => {
  const fields = new Map<string, string>()
  for (const line of Buffer.from(text, 'latin1').toString('utf8').split('\n')) {
    const [, key, quoted, plain] = /^([A-Z_]+)=(?:"(.*)"|'?(.*?)'?)$/.exec(line) ?? []
    if (key !== undefined) fields.set(key.toLowerCase(), (quoted ?? plain ?? '').replaceAll(/\\(.)/g, '$1'))
  }
  const labels = (names: readonly string[]) => names.flatMap((name) => [name, fields.get(name) ?? ''])
  const [number] = /^\d+(\.\d+)?/.exec(fields.get('version_id') ?? '') ?? []
  return { info: labels(osFields), brief: labels(['id', 'id_like', 'name']), number }
})
