package dev.farrier.survival;

import java.util.List;

/** Pieces of policy files that the tests have in common; a {@link Scene} puts in what is written in capitals. */
final class Policies {
    /** Says when it starts, waits until it is let go, says when it ends. */
    static final String WAIT_FOR_GO =
            "echo \"$1 $$ start\" >>LEDGER; while [ ! -e \"FOLDER/go-$1\" ]; do sleep 0.05; done; echo \"$1 $$ end\" >>LEDGER";

    /** Events by HTTP. */
    static final String RECEIVER = """
            kind: Source
            metadata: {name: api}
            spec: {receiver: events}
            """;

    private Policies() {}

    /**
     * Events from a topic of the users' own.
     *
     * @param more further lines of the source, each with its line feed, or empty
     */
    static String log(String topic, String more) {
        return """
                kind: Source
                metadata: {name: log}
                spec:
                  topic: TOPIC
                  format: json
                  event: {name: name, labels: [host]}
                """.replace("TOPIC", topic) + more;
    }

    /** A process that runs a shell script; the resource's name is {@code $1} there, and comes by the environment. */
    static String shell(String script) {
        return "process: {argv: [/bin/sh, -c, '" + script.replace("$1", "$HOST_NAME")
                + "'], env: {HOST_NAME: '{resource.name}'}}";
    }

    /**
     * Mends the host of every event with that name by one step, and asks {@code HEALTHY} whether that has helped.
     *
     * @param step in flow or block style, as the only item of the steps
     * @param more further lines of the policy, each with its line feed, or empty
     */
    static String mend(String name, String source, String event, String step, String more) {
        return """
                ---
                kind: RemediationPolicy
                metadata: {name: NAME}
                spec:
                  match: [{name: broken, sources: [SOURCE], matchers: ['name="EVENT"']}, {name: well, sources: [SOURCE], matchers: ['name="well"']}]
                  detect: {each: {of: broken}, groupBy: [host]}
                  clears: {of: well}
                  target: {resource: '{group.host}'}
                  escalate: [{process: {argv: ['true']}}]
                  remediate:
                    - name: mend
                      steps: [{STEP}]
                      verify: {http: 'HEALTHY', within: 2m}
                """.replace("NAME", name)
                        .replace("SOURCE", source)
                        .replace("EVENT", event)
                        .replace("STEP", step)
                + more;
    }

    static String inventory(List<String> hosts) {
        StringBuilder text = new StringBuilder("""
                ---
                kind: Inventory
                metadata: {name: test}
                spec:
                  resources:
                """);
        hosts.forEach(host -> text.append("    - {name: ").append(host).append(", site: edge, address: 127.0.0.1}\n"));
        return text.toString();
    }
}
