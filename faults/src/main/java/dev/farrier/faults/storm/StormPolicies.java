package dev.farrier.faults.storm;

import dev.farrier.faults.deployment.Deployment;

/** One policy that mends, and one that has nothing but a person to call. */
final class StormPolicies {
    static final String STORM = "storm";
    static final String ALONE = "alone";

    private static final String TEXT = """
            kind: Source
            metadata: {name: load}
            spec:
              topic: EVENTS
              format: json
              event: {id: id, name: name, labels: [host]}
            ---
            kind: Action
            metadata: {name: mend}
            spec:
              http: {method: POST, url: 'http://{resource.address}:PORT/act/{resource.name}'}
              timeout: 10s
            ---
            kind: Action
            metadata: {name: call}
            spec:
              http: {method: POST, url: 'http://{resource.address}:PORT/call/{incident.id}'}
              timeout: 10s
            ---
            kind: RemediationPolicy
            metadata: {name: storm}
            spec:
              match:
                - {name: broken, sources: [load], matchers: ['name="broken-storm"']}
                - {name: well, sources: [load], matchers: ['name="well-storm"']}
              detect: {each: {of: broken}, groupBy: [host]}
              clears: {of: well}
              target: {resource: '{group.host}'}
              remediate:
                - name: mend
                  risk: harmless
                  steps: [{action: mend}]
                  verify: {cleared: true, within: 10m}
              escalate: [{action: call}]
            ---
            kind: RemediationPolicy
            metadata: {name: alone}
            spec:
              match:
                - {name: broken, sources: [load], matchers: ['name="broken-alone"']}
                - {name: well, sources: [load], matchers: ['name="well-alone"']}
              detect: {each: {of: broken}, groupBy: [host]}
              clears: {of: well}
              target: {resource: '{group.host}'}
              escalate: [{action: call}]
            ---
            kind: Inventory
            metadata: {name: fleet}
            spec:
              resources:
            """;

    private StormPolicies() {}

    static String text(int port, int targets, int alone) {
        StringBuilder text =
                new StringBuilder(TEXT.replace("EVENTS", Deployment.EVENTS).replace("PORT", Integer.toString(port)));
        for (int i = 0; i < targets; i++) {
            resource(text, host(i));
        }
        for (int i = 0; i < alone; i++) {
            resource(text, alone(i));
        }
        return text.toString();
    }

    private static void resource(StringBuilder text, String name) {
        text.append("    - {name: ")
                .append(name)
                .append(", site: ")
                .append(Deployment.SITE)
                .append(", address: 127.0.0.1}\n");
    }

    static String host(int number) {
        return "t-" + number;
    }

    static String alone(int number) {
        return "alone-" + number;
    }
}
