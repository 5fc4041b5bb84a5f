package dev.farrier.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.DeciderState;
import dev.farrier.model.Command;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Incident;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OperatorProgress;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.policy.Approval;
import dev.farrier.policy.Approval.OnTimeout;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** No rung changes anything before enough persons have said yes, by the answers that the decider has read. */
final class ApprovalInvariants {
    private final Bundle bundle;
    private final Map<String, Question> questions = new HashMap<>();
    private long operatorsReadUpTo;

    /** What was asked last about an incident. */
    private static final class Question {
        private final String rung;
        private final long askedAt;
        private final Set<String> yes = new HashSet<>();
        private boolean no;

        Question(String rung, long askedAt) {
            this.rung = rung;
            this.askedAt = askedAt;
        }
    }

    ApprovalInvariants(Bundle bundle) {
        this.bundle = bundle;
    }

    private Policy policy(String name) {
        return bundle.policies().get(name);
    }

    /** @param state before the input */
    void input(DeciderInput input, DeciderState state) {
        if (input instanceof OperatorProgress progress) {
            operatorsReadUpTo = progress.upTo();
        }
        if (!(input instanceof OperatorInput.AnswerApproval answer)) {
            return;
        }
        Question question = questions.get(answer.incident());
        Incident incident = state.incident(answer.incident());
        if (question == null || incident == null || !question.rung.equals(answer.rung())) {
            return;
        }
        Approval approval = needed(policy(incident.policy()), question.rung);
        boolean asked = approval.names().contains(answer.by())
                || approval.roles().stream()
                        .anyMatch(role -> answer.roles().contains(role.name().toLowerCase(Locale.ROOT)));
        if (asked && !answer.approves()) {
            question.no = incident.reason() == Reason.AWAITING_APPROVAL || question.no;
        } else if (asked && !answer.by().equals(incident.retriedBy())) {
            question.yes.add(answer.by());
        }
    }

    private static Approval needed(Policy policy, String rung) {
        return policy.remediate().stream()
                .filter(other -> other.name().equals(rung))
                .map(Rung::approval)
                .filter(approval -> approval != null)
                .findFirst()
                .orElse(Approval.DEFAULT);
    }

    void changed(Incident incident) {
        if (incident.reason() != Reason.AWAITING_APPROVAL || incident.approval() == null) {
            return;
        }
        Question before = questions.get(incident.id());
        if (before == null || before.askedAt != incident.approval().askedAt()) {
            questions.put(
                    incident.id(),
                    new Question(incident.approval().rung(), incident.approval().askedAt()));
        }
    }

    void sent(Command command, Incident incident) {
        if (command.purpose() != Purpose.STEP || command.isDiagnosis()) {
            return;
        }
        Policy policy = policy(incident.policy());
        Rung rung = policy.remediate().get(incident.work().rung());
        Question question = questions.get(incident.id());
        assertThat(question != null && question.no)
                .as("after a no nothing is run: %s", command)
                .isFalse();
        boolean first = policy.mode() == Policy.Mode.APPROVE && (question == null || question.rung.equals(rung.name()));
        if (rung.approval() == null && !first) {
            return;
        }
        Approval approval = needed(policy, rung.name());
        assertThat(question).as("persons are asked first: %s", command).isNotNull();
        assertThat(question.rung).isEqualTo(rung.name());
        boolean anyway = approval.onTimeout() == OnTimeout.ACT
                && operatorsReadUpTo >= question.askedAt + approval.timeout().toMillis();
        assertThat(question.yes.size() >= approval.count() || anyway)
                .as("enough persons have said yes: %s by %s", command, question.yes)
                .isTrue();
    }
}
