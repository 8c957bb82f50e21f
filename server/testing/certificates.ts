/**
 * For tests only: two self-signed certificates for localhost, 127.0.0.1 and 0.0.0.0 (P-256, valid 2020 to 2120) and
 * their keys. They open nothing: a test makes them trusted for itself.
 */
import { createPrivateKey } from 'node:crypto'

const first = {
  key:
    'MHcCAQEEIDvyTuCv/AiKv9CtrzovxasjxjRBFfMoYFLwxmIDSrNloAoGCCqGSM49AwEHoUQDQgAErT4++M0oyJyx4G85M6HCozmQ' +
    'tklWXHS1PUaa/6FLpF+c4An2fLMPibZiraKf6XdayxyeKU1LpOdWBaZgJTleCg==',
  certificate:
    'MIIBbjCCAROgAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAx' +
    'MDEwMDAwMDBaMBQxEjAQBgNVBAMMCWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABK0+PvjNKMicseBvOTOhwqM5' +
    'kLZJVlx0tT1Gmv+hS6RfnOAJ9nyzD4m2Yq2in+l3WsscnilNS6TnVgWmYCU5XgqjVDBSMA8GA1UdEwEB/wQFMAMBAf8wIAYDVR0R' +
    'BBkwF4IJbG9jYWxob3N0hwR/AAABhwQAAAAAMB0GA1UdDgQWBBS3JnqT8qlpQa8Frh0YmXz2BqSaizAKBggqhkjOPQQDAgNJADBG' +
    'AiEAumon9lcSMknMQj3A5xs+b6JVbnJ3YUd2RTLn+Bk27sUCIQDo3DpPtvjWo7cb4DvZrdA6lBBumTjBFIedsPOFN4VyZA==',
}
const second = {
  key:
    'MHcCAQEEINfy5DlGYrIu6UOaavjubu0/p24AWfrZXIshFCii1D4MoAoGCCqGSM49AwEHoUQDQgAEXazhYDo0lCGT8eJS+zj5mWiJ' +
    'o/+ShxsrmTFSqlp6ai0fFANW4e56ChXyiI3wJFYb54XTn+se7RGzO/r60dTzLg==',
  certificate:
    'MIIBbDCCAROgAwIBAgIBAjAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAx' +
    'MDEwMDAwMDBaMBQxEjAQBgNVBAMMCWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABF2s4WA6NJQhk/HiUvs4+Zlo' +
    'iaP/kocbK5kxUqpaemotHxQDVuHuegoV8oiN8CRWG+eF05/rHu0Rszv6+tHU8y6jVDBSMA8GA1UdEwEB/wQFMAMBAf8wIAYDVR0R' +
    'BBkwF4IJbG9jYWxob3N0hwR/AAABhwQAAAAAMB0GA1UdDgQWBBR38FbAgd9+jvpEyhmBiHPF/ltpijAKBggqhkjOPQQDAgNHADBE' +
    'AiA+A5/CbARkMNpEcagSyq7L/b+OB8sFR/uxL2ZKiYeVzQIgEfTXivYRugIRt8SrvKEvBSQdk6C7wFLgh2NYONIPrhk=',
}

export const certificates = [first, second].map(({ key, certificate }) => ({
  key: createPrivateKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'sec1' })
    .export({ format: 'pem', type: 'sec1' })
    .toString(),
  certificate: `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`,
}))
