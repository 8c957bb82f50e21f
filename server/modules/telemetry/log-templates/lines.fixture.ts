/**
 * Log lines of programs as they really write them, made here and labelled by how they were made: each shape below is
 * one template. `{…}` is filled with something else for each line.
 */
export type LabelledLine = { text: string; label: string }

/** Deterministic, so that a failure can be looked at again (mulberry32). */
export function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

type Random = (below: number) => number

const names =
  'alice bob carol dave erin frank grace heidi ivan judy mallory niaj olivia peggy rupert sybil trent'.split(' ')
const packages = ['com.example.mail', 'com.example.phone', 'org.sample.maps', 'net.acme.player', 'android.ui']
const pick = (random: Random, list: readonly string[]) => list[random(list.length)] ?? ''
const hex = (random: Random, length: number) =>
  Array.from({ length }, (_, at) => (at === 0 ? '7' : '0123456789abcdef'[random(16)])).join('')

const fillers: Record<string, (random: Random) => string> = {
  n: (random) => String(random(100_000)),
  ip: (random) => `10.${random(256)}.${random(256)}.${random(256)}`,
  port: (random) => String(1024 + random(60_000)),
  hex: (random) => `0x${hex(random, 8)}`,
  reg: (random) => hex(random, 8),
  uuid: (random) => [8, 4, 4, 4, 12].map((length) => hex(random, length)).join('-'),
  id32: (random) => hex(random, 32),
  blk: (random) => `blk_${random(2) === 0 ? '-' : ''}${random(1e9)}${random(1e9)}`,
  name: (random) => (random(4) === 0 ? `test${random(50)}` : pick(random, names)),
  package: (random) => pick(random, packages),
  path: (random) => `/var/lib/${pick(random, names)}/part-${random(100_000)}`,
  bool: (random) => pick(random, ['true', 'false']),
  size: (random) => `${random(900)}.${random(10)} ${pick(random, ['B', 'KB', 'MB'])}`,
  kb: (random) => `${random(900)}.${random(90) + 10} KB`,
  life: (random) =>
    pick(random, ['<1 sec', `00:${10 + random(50)}`, `0${random(9)}:${10 + random(50)}:${10 + random(50)}`]),
  host: (random) => pick(random, [`h${random(99)}.example.net:443`, `proxy.campus.example.org:${1024 + random(9999)}`]),
  rhost: (random) =>
    pick(random, [
      `${random(200)}.${random(200)}.7.9`,
      `dsl-${random(99)}-${random(99)}.provider.example.de`,
      `node${random(99)}.example.com`,
    ]),
  attempt: (random) => `attempt_20${10 + random(9)}_${random(10)}_m_${random(1000)}_${random(4)}`,
  mac: (random) => Array.from({ length: 6 }, () => hex(random, 2)).join(':'),
  list: (random) => Array.from({ length: 1 + random(4) }, () => String(random(1000))).join(' '),
  secs: (random) => `${random(50)}.${random(1_000_000)}`,
}

const systems: Record<string, string[]> = {
  'distributed files': [
    'Receiving block {blk} src: /{ip}:{port} dest: /{ip}:{port}',
    'Received block {blk} of size {n} from /{ip}',
    'Received block {blk} src: /{ip}:{port} dest: /{ip}:{port} of size {n}',
    'PacketResponder {n} for block {blk} terminating',
    'BLOCK* NameSystem.addStoredBlock: blockMap updated: {ip}:{port} is added to {blk} size {n}',
    'BLOCK* NameSystem.allocateBlock: {path}. {blk}',
    'BLOCK* NameSystem.delete: {blk} is added to invalidSet of {ip}:{port}',
    'Verification succeeded for {blk}',
    'Deleting block {blk} file /mnt/data/dfs/current/subdir{n}/{blk}',
    '{ip}:{port} Served block {blk} to /{ip}',
    '{ip}:{port}:Got exception while serving {blk} to /{ip}:',
    '{ip}:{port} Starting thread to transfer block {blk} to {ip}:{port}',
  ],
  'web server': [
    'jk2_init() Found child {n} in scoreboard slot {n}',
    'workerEnv.init() ok /etc/httpd/conf/workers2.properties',
    'mod_jk child workerEnv in error state {n}',
    '[client {ip}] Directory index forbidden by rule: /var/www/html/',
    "jk2_init() Can't find child {n} in scoreboard",
    '[client {ip}] File does not exist: {path}',
  ],
  'secure shell': [
    'Failed password for invalid user {name} from {ip} port {port} ssh2',
    'Failed password for root from {ip} port {port} ssh2',
    'Accepted password for {name} from {ip} port {port} ssh2',
    'Invalid user {name} from {ip}',
    'input_userauth_request: invalid user {name} [preauth]',
    'pam_unix(sshd:auth): check pass; user unknown',
    'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost={rhost}',
    'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost={rhost}  user=root',
    'pam_unix(sshd:session): session opened for user {name} by (uid=0)',
    'pam_unix(sshd:session): session closed for user {name}',
    'Received disconnect from {ip}: 11: Bye Bye [preauth]',
    'Received disconnect from {ip}: 11: Closed due to user request. [preauth]',
    'Connection closed by {ip} [preauth]',
    'Did not receive identification string from {ip}',
    'reverse mapping checking getaddrinfo for {rhost} [{ip}] failed - POSSIBLE BREAK-IN ATTEMPT!',
    'message repeated {n} times: [ Failed password for root from {ip} port {port} ssh2]',
  ],
  'linux host': [
    'session opened for user {name} by (uid={n})',
    'session opened for user {name} by LOGIN(uid={n})',
    'session closed for user {name}',
    'connection from {ip} ({rhost}) at Sun Jul 10 03:5{n} 2005',
    'connection from {ip} () at Sun Jul 10 03:5{n} 2005',
    'ALERT exited abnormally with [1]',
    'cupsd shutdown succeeded',
    'cupsd startup succeeded',
    'check pass; user unknown',
    'Kerberos authentication failed',
    'ANONYMOUS FTP LOGIN FROM {ip}, (anonymous)',
    'synchronized to {ip}, stratum {n}',
    'DHCPDISCOVER from {mac} via eth1: network A_net: no free leases',
    'klogd 1.4.1, log source = /proc/kmsg started.',
    'Out of Memory: Killed process {n} (httpd).',
  ],
  windows: [
    'Loaded Servicing Stack v6.1.{n}.{n} with Core: C:\\Windows\\winsxs\\amd64_stack_{reg}_6.1.{n}_none_{reg}\\core.dll',
    'Session: {n}_{n} initialized by client WindowsUpdateAgent.',
    'SQM: Initializing online with Windows opt-in: False',
    'SQM: Cleaning up report files older than 10 days.',
    'SQM: Requesting upload of all unsent reports.',
    'SQM: Failed to start upload with file pattern: C:\\Windows\\servicing\\sqm\\*_std.sqm, flags: 0x2 [HRESULT = {hex} - E_FAIL]',
    'Read out cached package applicability for package: Package_for_KB{n}~31bf3856ad364e35~amd64~~6.1.1.{n}, ApplicableState: {n}, CurrentState:{n}',
    'Starting TrustedInstaller initialization.',
    'Ending TrustedInstaller initialization.',
    'Warning: Unrecognized packageExtended attribute.',
    'NonStart: Set pending store consistency check.',
  ],
  'cloud compute': [
    '{ip} "GET /v2/{id32}/servers/detail HTTP/1.1" status: {n} len: {n} time: {secs}',
    '{ip} "POST /v2/{id32}/os-server-external-events HTTP/1.1" status: {n} len: {n} time: {secs}',
    '{ip} "DELETE /v2/{id32}/servers/{uuid} HTTP/1.1" status: {n} len: {n} time: {secs}',
    '[instance: {uuid}] VM Started (Lifecycle Event)',
    '[instance: {uuid}] VM Stopped (Lifecycle Event)',
    '[instance: {uuid}] VM Paused (Lifecycle Event)',
    '[instance: {uuid}] VM Resumed (Lifecycle Event)',
    '[instance: {uuid}] Took {secs} seconds to build instance.',
    '[instance: {uuid}] Took {secs} seconds to spawn the instance on the hypervisor.',
    '[instance: {uuid}] Total memory: {n} MB, used: {n}.00 MB',
    '[instance: {uuid}] Total disk: {n} GB, used: {n}.00 GB',
    '[instance: {uuid}] Total vcpu: {n} VCPU, used: {n}.00 VCPU',
    '[instance: {uuid}] disk limit not specified, defaulting to unlimited',
    '[instance: {uuid}] vcpu limit not specified, defaulting to unlimited',
    'image {uuid} at (/var/lib/nova/instances/_base/{id32}): checking',
    'Active base files: /var/lib/nova/instances/_base/{id32}',
  ],
  proxy: [
    '{host} open through proxy proxy.campus.example.org:5070 HTTPS',
    '{host} open through proxy proxy.campus.example.org:5070 SOCKS5',
    '{host} close, {n} bytes sent, {n} bytes received, lifetime {life}',
    '{host} close, {n} bytes ({kb}) sent, {n} bytes received, lifetime {life}',
    '{host} close, {n} bytes sent, {n} bytes ({kb}) received, lifetime {life}',
    '{host} close, {n} bytes ({kb}) sent, {n} bytes ({kb}) received, lifetime {life}',
    '{host} error : Could not connect through proxy proxy.campus.example.org:5070 - Proxy server cannot establish a connection with the target, status code {n}',
  ],
  supercomputer: [
    'instruction cache parity error corrected',
    'data TLB error interrupt',
    'generating core.{n}',
    '{n} double-hummer alignment exceptions',
    'CE sym {n}, at {hex}, mask 0x{reg}',
    'ciod: Error reading message prefix after LOGIN_MESSAGE on CioStream socket to {ip}:{port}: Link has been severed',
    'ciod: Error reading message prefix after LOGIN_MESSAGE on CioStream socket to {ip}:{port}: Connection reset by peer',
    'ciod: failed to read message prefix on control stream (CioStream socket to {ip}:{port}',
    'total of {n} ddr error(s) detected and corrected',
    '{n} ddr errors(s) detected and corrected on rank {n}, symbol {n}, bit {n}',
    'iar {reg} dear {reg}',
    'rts: kernel terminated for reason {n}',
    'L3 ecc status register: {reg}',
    'ciod: LOGIN chdir({path}) failed: No such file or directory',
  ],
  phone: [
    'acquire lock={n}, flags=0x1, tag="RILJ_{n}", name={package}, ws=null, uid={n}, pid={n}',
    'release lock={n}, flags=0x0, tag="RILJ_{n}", name={package}, ws=null, uid={n}, pid={n}',
    'setSystemUiVisibility vis={n} mask={n} oldVal={n} newVal={n} diff={n}',
    'getRunningAppProcesses: caller {n} does not hold REAL_GET_TASKS; limiting output',
    'Skipping AppWindowToken{AppWindowToken token=Token ActivityRecord -- going to hide',
    'HBM brightnessIn ={n}',
    'HBM brightnessOut ={n}',
    'ready={bool},policy={n},wakefulness={n},wksummary={hex},bootcompleted={bool},mode={bool},manual={n}',
    'cancelNotificationLocked called,tell the app,reason = {n}',
    'visible is system.call.count gt {n}',
    'onTouchEvent: wakeUp {bool} in {package}',
  ],
  steps: [
    'onStandStepChanged {n}',
    'onExtend:{n} {list}',
    'REPORT : {n} {n} {n} {n}',
    'flush sensor data',
    'calculateCaloriesWithCache totalCalories={n}',
    'calculateAltitudeWithCache totalAltitude={n}',
    'getTodayTotalDetailSteps = {n}##{n}##{n}##{n}##{n}##{n}',
    'setTodayTotalDetailSteps={n}##{n}##{n}##{n}##{n}##{n}',
  ],
  'cluster jobs': [
    'Running task {n}.0 in stage {n}.0 (TID {n})',
    'Finished task {n}.0 in stage {n}.0 (TID {n}). {n} bytes result sent to driver',
    'Block broadcast_{n} stored as values in memory (estimated size {size}, free {size})',
    'Block broadcast_{n}_piece{n} stored as bytes in memory (estimated size {size}, free {size})',
    'Found block rdd_{n}_{n} locally',
    'Got assigned task {n}',
    'Started reading broadcast variable {n}',
    'Reading broadcast variable {n} took {n} ms',
    "Saved output of task '{attempt}' to hdfs://{ip}:9000/out/_temporary/{n}",
    'Partition rdd_{n}_{n} not found, computing it',
    'Received connection request /{ip}:{port}',
    'Closed socket connection for client /{ip}:{port} which had sessionid 0x{reg}{reg}',
    'Closed socket connection for client /{ip}:{port} (no session established for client)',
    'Progress of TaskAttempt {attempt} is : 0.{n}',
    'Container container_{n}_{n}_01_{n} transitioned from LOCALIZING to RUNNING',
  ],
}

export const systemNames = Object.keys(systems)

/** `count` lines of one system, the shapes in any order, some far more often than others. */
export function linesOf(system: string, count: number, seed = 7): LabelledLine[] {
  const random = randomOf(seed)
  const shapes = systems[system] ?? []
  return Array.from({ length: count }, () => {
    const shape = shapes[Math.floor((random(1000) / 1000) ** 1.7 * shapes.length)] ?? ''
    return {
      text: shape.replace(/\{([a-z\d]+)\}/g, (whole, name: string) => fillers[name]?.(random) ?? whole),
      label: shape,
    }
  })
}
