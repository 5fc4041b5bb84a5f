package dev.farrier.helm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that contradict each other are refused, with what to write instead. */
class ContradictionsTest {
    private static final String PUBLIC_KEY = "\"-----BEGIN PUBLIC KEY-----\\nx\\n-----END PUBLIC KEY-----\\n\"";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            sites: [{replicas: 2}]                                           | sites[0] has no name: write the name
            sites: [{name: ''}]                                              | sites[0] has no name
            sites: [{name: 'eu/1'}]                                          | 'eu/1' can't be the name of a site
            sites: [{name: a}, {name: a}]                                    | there are two sites a
            sites: [{name: eu.1}, {name: eu-1}]                              | sites eu.1 and eu-1 would have the same names
            sites: [{name: __}]                                              | site __ has no letter
            sites: [{name: a, replicas: 0}]                                  | site a: replicas is 0, so nobody would run its commands
            executors: {replicas: 0}                                         | site default: replicas is 0
            core: {replicas: 0}                                              | core.replicas is 0
            ingest: {replicas: 0}                                            | ingest.replicas is 0
            api: {replicas: 0}                                               | api.replicas is 0
            kafka: {bootstrapServers: ''}                                    | '' is not host:port
            kafka: {bootstrapServers: 'kafka:9092,kafka2'}                   | 'kafka2' is not host:port
            kafka: {tls: {enabled: true}}                                    | kafka.tls.caSecret.name
            kafka: {tls: {caSecret: {name: ca}}}                             | kafka.tls.enabled is false
            kafka: {tls: {clientSecret: {name: c}}}                          | kafka.tls.enabled is false
            kafka: {sasl: {enabled: true}}                                   | kafka.sasl.secret.name
            kafka: {sasl: {secret: {name: x}}}                               | kafka.sasl.enabled is false
            kafka: {sasl: {enabled: true, mechanism: GSSAPI, secret: {name: x}}} | kafka.sasl.secret.jaasKey
            kafka: {config: {bootstrap.servers: 'a:1'}}                      | use kafka.bootstrapServers
            kafka: {config: {sasl.jaas.config: x}}                           | would stand in a ConfigMap
            kafka: {config: {ssl.key.password: x}}                           | would stand in a ConfigMap
            kafka: {config: {kafka.acks: all}}                               | without the prefix 'kafka.'
            policies: {configMap: a, git: {url: 'https://git/x'}}            | policies.configMap and policies.git are set: keep one
            policies: {configMap: a, push: true}                             | policies.configMap and policies.push are set
            policies: {files: {a.yaml: x}, configMap: a}                     | policies.files and policies.configMap are set
            policies: {files: {a/b.yaml: x}}                                 | without folders
            policies: {files: {farrier-helm-test.yaml: x}}                   | name yours otherwise
            policies: {git: {url: 'git@git:x.git'}}                          | asks for an ssh key
            policies: {git: {url: 'https://git/x', auth: {secret: s}}}       | policies.git.auth.tokenKey
            policies: {git: {url: 'https://git/x', auth: {secret: s, tokenKey: a, sshKeyKey: b}}} | keep the one
            policies: {git: {webhook: {secret: s}}}                          | policies.git.url is empty
            watchdog: {ping: {url: 'https://a/b', secret: s}}                | keep the one that has the address
            test: {enabled: false}                                           | there are no policies
            signing: {secret: {name: x}}                                     | signing.secret.create is true
            signing: {secret: {create: false}}                               | without signing.secret.name
            signing: {publicKeys: [abc]}                                     | signing.publicKeys[0] is no public key
            http: {token: {create: false}}                                   | the API would have no token
            http: {token: {secret: x}}                                       | http.token.create is true
            http: {tokens: [{name: a, roles: [viewer], secret: s, key: k}, {name: a, roles: [operator], secret: s, key: l}]} | two have the name a
            engine: {enabled: false}                                         | executors need the public key of the core elsewhere
            {engine: {enabled: false}, sites: [], signing: {secret: {create: false, name: x}}} | nothing would be installed
            executors: {rbac: {rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]}}   | its pods have no token
            {rbac: {create: false}, executors: {serviceAccount: {mountToken: true}, rbac: {rules: [{verbs: [get], resources: [pods], apiGroups: ['']}]}}} | rbac.create is false
            executors: {serviceAccount: {create: false, mountToken: true}, rbac: {clusterRules: [{verbs: [get], resources: [nodes], apiGroups: ['']}]}} | default ServiceAccount
            pod: {labels: {app.kubernetes.io/name: x}}                       | selectors rely on it
            sites: [{name: a, pod: {labels: {farrier.dev/site: b}}}]         | site a: pod.labels
            pod: {extraVolumes: [{name: data, emptyDir: {}}]}                | data is the name of a volume of the chart's
            core: {pod: {extraVolumeMounts: [{name: x, mountPath: /tmp/}]}}  | core.pod.extraVolumeMounts: /tmp/ is taken
            pod: {extraEnv: [{name: FARRIER_HTTP_PORT, value: '1'}]}         | FARRIER_HTTP_PORT is set by the chart
            fullnameOverride: 1st                                            | set fullnameOverride
            topics: {job: {sites: ['a b']}}                                  | topics.job.sites
            """)
    void shouldSayWhatToWriteInstead(String values, String message) {
        assertThat(Chart.asItIs().refusal(values)).contains("\n- ").contains(message);
    }

    @Test
    void shouldSayAllThatIsWrongAtOnce() {
        assertThat(Chart.asItIs().refusal("""
                        sites: [{replicas: 0}]
                        kafka: {tls: {enabled: true}}
                        policies: {push: true, configMap: x}
                        """).lines().filter(line -> line.startsWith("- ")))
                .hasSize(4);
    }

    @Test
    void shouldRefuseAConfigMapThatKubernetesWouldNotTake() {
        String half = "x".repeat(600_000);

        assertThat(Chart.asItIs().refusal("policies: {files: {a.yaml: %s, b.yaml: %s}}".formatted(half, half)))
                .contains("policies.files has 1200012 bytes")
                .contains("use policies.git");
        assertThat(Chart.asItIs()
                        .render("policies: {files: {a.yaml: %s}}".formatted(half))
                        .all())
                .isNotEmpty();
    }

    @Test
    void shouldRefuseAReleaseThatNoServiceCanBeNamedAfter() {
        assertThat(Chart.asItIs().named("1st").refusal("{}")).contains("'1st-farrier'");
    }

    @Test
    void shouldTakeExecutorsAloneThatTrustAGivenKey() {
        Manifests manifests = Chart.asItIs().render("""
                engine: {enabled: false}
                signing: {secret: {create: false}, publicKeys: [%s]}
                """.formatted(PUBLIC_KEY));

        assertThat(manifests.pods())
                .extracting(Manifests.PodTemplate::name)
                .containsExactly("rel-farrier-executor-default");
    }
}
