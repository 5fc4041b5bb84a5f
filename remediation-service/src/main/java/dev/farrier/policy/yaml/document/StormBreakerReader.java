package dev.farrier.policy.yaml.document;

import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.storm.StormBreaker;
import dev.farrier.policy.storm.StormBreaker.Scope;
import dev.farrier.policy.storm.StormLimit;
import java.util.List;

/** {@code kind: StormBreaker}. */
public final class StormBreakerReader {
    public static final YamlMap STORM_BREAKER = YamlMap.of(
                    "stormBreaker",
                    "How many new incidents of all policies together are a storm, at one site or everywhere: then nothing more is"
                            + " started there, and a person is called once, with a list of them.")
            .include(StormLimit.KEYS);
    private static final YamlKey<Scope> BY = STORM_BREAKER.optional(
            "by",
            YamlTypes.choice(Scope.class),
            Scope.ALL,
            "What is counted and stopped: all resources together, or those of each site apart.");

    private StormBreakerReader() {}

    /** Adds the breakers to the catalog; what is wrong with one is reported. */
    public static void read(List<Document> documents, Catalog catalog) {
        for (Document document : documents) {
            MapReader spec = document.open(STORM_BREAKER);
            int errors = spec.problems().errors();
            StormBreaker breaker = new StormBreaker(document.name(), StormLimit.read(spec), spec.get(BY));
            if (spec.problems().errors() == errors) {
                refuseContradiction(document, breaker, catalog);
                catalog.stormBreakers().put(document.name(), breaker);
            }
        }
    }

    private static void refuseContradiction(Document document, StormBreaker breaker, Catalog catalog) {
        for (StormBreaker other : catalog.stormBreakers().values()) {
            boolean impliesOther = other.isImpliedBy(breaker);
            if (impliesOther || breaker.isImpliedBy(other)) {
                StormBreaker meaningless = impliesOther ? other : breaker;
                StormBreaker strict = impliesOther ? breaker : other;
                String why = meaningless.limit().equals(strict.limit())
                        ? "both are tripped by more than " + strict.limit()
                        : "more than " + meaningless.limit() + " is always more than " + strict.limit() + " too";
                document.problems()
                        .error(
                                document.location(),
                                why + ", so StormBreaker '" + meaningless.name() + "' means nothing beside '"
                                        + strict.name() + "': remove one");
            }
        }
    }
}
