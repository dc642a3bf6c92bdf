import { expect } from 'chai';
import { ConfigFault, readConfig } from '../src/config.ts';

describe('the settings of a hub', () => {
  const faultsOf = (env: NodeJS.ProcessEnv): string[] => {
    try {
      readConfig(env);
    } catch (error) {
      if (error instanceof ConfigFault) return error.faults;
      throw error;
    }
    return [];
  };

  it('need not be given: an empty one counts as not set', () => {
    const plain = {
      port: 8080,
      host: '127.0.0.1',
      origin: 'http://localhost:8080',
      name: 'Learning Hub',
      data: './data',
      devPeers: [],
      logLevel: 'info',
      uploadLimit: 25 * 1024 * 1024,
      proxies: 0,
      secure: false,
      federation: 'open',
    };
    expect(readConfig({ PATH: '/usr/bin' })).to.deep.equal(plain);
    const empty = Object.fromEntries(
      ['PORT', 'HUB_ORIGIN', 'HUB_NAME', 'MONGODB_URI', 'HUB_DEV_PEERS'].map(name => [name, '']),
    );
    expect(readConfig(empty)).to.deep.equal(plain);
  });

  it('are read into what they mean', () => {
    const given = {
      PORT: '0',
      HOST: '::',
      HUB_ORIGIN: 'https://hub.example/',
      HUB_NAME: ' Our hub ',
      HUB_DATA: '/var/lib/hub',
      MONGODB_URI: 'mongodb+srv://db.example/hub',
      HUB_DEV_PEERS: ' 127.0.0.1:3000, [::1]:8443,peer.test ,',
      HUB_LOG: 'silent',
      HUB_UPLOAD_MB: '2000',
      HUB_PROXIES: '10',
      HUB_SECURE: 'on',
      HUB_FEDERATION: 'allowlist',
    };
    expect(readConfig(given)).to.deep.equal({
      port: 0,
      host: '::',
      origin: 'https://hub.example',
      name: 'Our hub',
      data: '/var/lib/hub',
      mongodbUri: 'mongodb+srv://db.example/hub',
      devPeers: ['127.0.0.1:3000', '[::1]:8443', 'peer.test'],
      logLevel: 'silent',
      uploadLimit: 2000 * 1024 * 1024,
      proxies: 10,
      secure: true,
      federation: 'allowlist',
    });
  });

  it('that are wrong are all named at once, each with what it must be', () => {
    expect(
      faultsOf({
        PORT: '65536',
        HUB_ORIGIN: 'https://hub.example/path',
        HUB_NAME: ' ',
        MONGODB_URI: 'postgres://db',
        HUB_DEV_PEERS: 'peer.test,http://peer',
        HUB_LOG: 'loud',
        HUB_UPLOAD_MB: '0',
        HUB_PROXIES: '-1',
        HUB_SECURE: 'yes',
        HUB_FEDERATION: 'closed',
      }),
    ).to.deep.equal([
      'PORT must be a whole number from 0 to 65535',
      'HUB_ORIGIN must be an origin such as https://hub.example, without a path',
      'HUB_NAME must not be empty',
      'MONGODB_URI must begin with mongodb:// or mongodb+srv://',
      'HUB_DEV_PEERS must be a comma-separated list of host or host:port',
      'HUB_LOG must be fatal, error, warn, info, debug, trace or silent',
      'HUB_UPLOAD_MB must be a whole number from 1 to 2000',
      'HUB_PROXIES must be a whole number from 0 to 10',
      'HUB_SECURE must be on or off',
      'HUB_FEDERATION must be open or allowlist',
    ]);
    for (const [name, value] of [
      ['PORT', '80.5'],
      ['PORT', '99999999999999999999'],
      ['HUB_NAME', 'x'.repeat(101)],
      ['HUB_ORIGIN', 'ftp://hub.example'],
      ['HUB_ORIGIN', 'hub.example'],
    ] as const)
      expect(faultsOf({ [name]: value }), `${name}=${value}`).to.have.length(1);
  });
});
