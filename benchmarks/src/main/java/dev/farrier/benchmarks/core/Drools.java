package dev.farrier.benchmarks.core;

import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieBase;
import org.kie.api.KieBaseConfiguration;
import org.kie.api.KieServices;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.builder.Results;
import org.kie.api.conf.EventProcessingOption;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.KieSessionConfiguration;
import org.kie.api.runtime.conf.ClockTypeOption;
import org.kie.api.runtime.rule.FactHandle;
import org.kie.api.time.SessionPseudoClock;

/**
 * Drools in stream mode, one rule for each policy, compiled to Java. Its index finds a name's rules by a hash look-up too.
 */
public final class Drools implements Engine<Drools.Fact> {
    private static final String HEAD = """
            package benchmark
            import dev.farrier.benchmarks.core.Drools.Fact
            import dev.farrier.benchmarks.core.Drools.Firing
            declare Fact
                @role(event)
                @timestamp(date)
                @expires(%dms)
            end
            global java.util.function.Consumer found
            """;

    // A window (over window:time) would be tried on every event for every rule: its conditions are not in the index.
    private static final String RULE = """
            rule "%1$s"
            when
                Fact(name == "%1$s", severity in ("warning", "critical"), value > 0.5, $host: host, $time: time)
                $all: java.util.List(size >= 3) from accumulate(
                    $e: Fact(name == "%1$s", severity in ("warning", "critical"), value > 0.5, host == $host,
                        time > $time - %2$dL, time <= $time),
                    collectList($e))
            then
                found.accept(new Firing("%1$s", $host, $all));
            end
            """;

    private final KieSession session;
    private final SessionPseudoClock clock;

    /** An event as Drools wants it. */
    public static final class Fact {
        private final long time;
        private final String name;
        private final String host;
        private final String severity;
        private final double value;

        Fact(Reading reading) {
            time = reading.time();
            name = reading.name();
            host = reading.host();
            severity = reading.severity();
            value = reading.value();
        }

        public Date getDate() {
            return new Date(time);
        }

        public long getTime() {
            return time;
        }

        public String getName() {
            return name;
        }

        public String getHost() {
            return host;
        }

        public String getSeverity() {
            return severity;
        }

        public double getValue() {
            return value;
        }
    }

    /** What a rule has found. */
    public record Firing(String policy, String host, List<Fact> all) {}

    Drools(int policies, long within, Firings firings) {
        StringBuilder rules = new StringBuilder(HEAD.formatted(within));
        for (String name : Readings.named("policy-", policies)) {
            rules.append(RULE.formatted(name, within));
        }
        KieServices services = KieServices.Factory.get();
        KieFileSystem files = services.newKieFileSystem();
        files.write("src/main/resources/benchmark/rules.drl", rules.toString());
        Results built = services.newKieBuilder(files)
                .buildAll(ExecutableModelProject.class)
                .getResults();
        if (built.hasMessages(Message.Level.ERROR)) {
            throw new IllegalStateException(built.toString());
        }
        KieBaseConfiguration baseConfiguration = services.newKieBaseConfiguration();
        baseConfiguration.setOption(EventProcessingOption.STREAM);
        KieBase base = services.newKieContainer(services.getRepository().getDefaultReleaseId())
                .newKieBase(baseConfiguration);
        KieSessionConfiguration configuration = services.newKieSessionConfiguration();
        configuration.setOption(ClockTypeOption.PSEUDO);
        session = base.newKieSession(configuration, null);
        clock = session.getSessionClock();
        session.setGlobal("found", (Consumer<Firing>) firing -> {
            long newest = 0;
            for (Fact fact : firing.all()) {
                newest = Math.max(newest, fact.getTime());
                FactHandle handle = session.getFactHandle(fact);
                session.delete(handle);
            }
            firings.fired(firing.policy(), firing.host(), newest);
        });
    }

    @Override
    public Fact prepare(Reading reading) {
        return new Fact(reading);
    }

    @Override
    public void on(Fact event) {
        clock.advanceTime(event.getTime() - clock.getCurrentTime(), TimeUnit.MILLISECONDS);
        session.insert(event);
        session.fireAllRules();
    }

    @Override
    public void close() {
        session.dispose();
    }
}
