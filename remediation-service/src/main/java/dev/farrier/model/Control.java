package dev.farrier.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An order that all workers of a site follow. The topic is compacted: the last order of a key is in force. */
public sealed interface Control permits Control.Halted, Control.Cancelled {

    /** Key of the record. */
    String key();

    /**
     * An order of a person, which is about its scope alone; or, from the decider, all halts in force. A version that knows no
     * scopes takes each record for one about everything: it starts nothing while anything is halted.
     *
     * @param halted true: start nothing; false: resume, unless a later halt was ordered
     * @param calls with {@code halted}: start no calls either
     * @param at when it was ordered: the append time of the order on {@code operator-inputs}, epoch milliseconds;
     *     0: when this record was appended
     * @param scope what the order of a person is about; null: the record says all that is in force
     * @param standing with {@code halted} and without a scope: the halts in force; empty: that of everything
     */
    record Halted(
            boolean halted,
            boolean calls,
            String by,
            String why,
            long at,
            @Nullable HaltScope scope,
            List<StandingHalt> standing)
            implements Control {
        public Halted {
            standing = List.copyOf(standing);
        }

        /** Says that everything is halted, or nothing. */
        public Halted(boolean halted, boolean calls, String by, String why, long at) {
            this(halted, calls, by, why, at, null, List.of());
        }

        /** An order of a person, as it is sent. */
        public Halted(boolean halted, boolean calls, String by, String why, long at, HaltScope scope) {
            this(halted, calls, by, why, at, scope, List.of());
        }

        /** @param time append time of this record: that of an order that has none of its own */
        public Halted appendedAt(long time) {
            return at > 0 ? this : new Halted(halted, calls, by, why, time, scope, standing);
        }

        @Override
        public String key() {
            // Two keys, so that compaction keeps the last halt and the last resume: the later of them is in force.
            String key = halted ? "halt" : "resume";
            return scope == null || scope.isAll() ? key : key + "/" + scope.text();
        }
    }

    /**
     * Commands of the incident must not start, also those that come later; running ones are ended if they can be.
     *
     * @param command id of the only command that is meant; empty: all commands of the incident but calls and those
     *     that put something back
     */
    record Cancelled(String incident, String command, String by, String why, long at) implements Control {
        @Override
        public String key() {
            return "cancel/" + incident + (command.isEmpty() ? "" : "/" + command);
        }

        public boolean appliesTo(Command other) {
            boolean exempt = other.lane() == SlotType.CALL || other.purpose() == Purpose.ROLLBACK;
            return command.isEmpty() ? incident.equals(other.incident()) && !exempt : command.equals(other.id());
        }
    }
}
