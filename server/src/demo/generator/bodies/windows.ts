import { customerOf } from '../customers.ts';
import type { Shape, WindowsChannel } from '../rules/rule.ts';
import { fillFacts, processId, type Scene, type SourceParts } from './body.ts';

const channels: Readonly<Record<WindowsChannel, { provider: string; channel: string }>> = {
  sysmon: { provider: 'Microsoft-Windows-Sysmon', channel: 'Microsoft-Windows-Sysmon/Operational' },
  security: { provider: 'Microsoft-Windows-Security-Auditing', channel: 'Security' },
  system: { provider: 'Service Control Manager', channel: 'System' },
  defender: {
    provider: 'Microsoft-Windows-Windows Defender',
    channel: 'Microsoft-Windows-Windows Defender/Operational',
  },
  powershell: { provider: 'Microsoft-Windows-PowerShell', channel: 'Microsoft-Windows-PowerShell/Operational' },
};

/** An event of the Windows event channel: `data.win.system` and `data.win.eventdata`. */
export function windowsParts(shape: Extract<Shape, { kind: 'windows' }>, scene: Scene): SourceParts {
  const { provider, channel } = channels[shape.channel];
  const customer = customerOf(scene.stream.customerCode);
  const host = scene.stream.host.name;
  const eventdata = fillFacts(shape.data, scene.cast);
  if (shape.channel === 'sysmon') {
    eventdata['processId'] = processId(scene.random);
    eventdata['utcTime'] = new Date(scene.at).toISOString().replace('T', ' ').replace('Z', '');
  }
  return {
    decoder: { name: 'windows_eventchannel' },
    location: 'EventChannel',
    input: { type: 'log' },
    data: {
      win: {
        system: {
          providerName: provider,
          eventID: shape.event,
          level: '4',
          channel,
          computer: `${host}.${customer.mailDomain}`,
          eventRecordID: String(100_000 + Math.floor(scene.random() * 900_000)),
          processID: processId(scene.random),
          systemTime: new Date(scene.at).toISOString(),
          severityValue:
            shape.event === '4625' ? 'AUDIT_FAILURE' : shape.channel === 'security' ? 'AUDIT_SUCCESS' : 'INFORMATION',
          message: shape.message,
        },
        eventdata,
      },
    },
  };
}
