package dev.farrier.policytest;

import dev.farrier.model.ApprovalRequest;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Texts;
import dev.farrier.policy.Approval;
import dev.farrier.policy.yaml.test.PolicyTest.ScriptStep;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The rungs that persons are asked about now. */
final class OpenQuestions {
    private static final List<String> ALL_ROLES =
            Stream.of(Approval.Role.values()).map(Texts::code).toList();

    private final SortedMap<String, Incident> asking = new TreeMap<>();

    void note(Incident incident) {
        asking.remove(incident.id());
        if (incident.state() == IncidentState.AWAITING_APPROVAL) {
            asking.put(incident.id(), incident);
        }
    }

    /** The same answer about all rungs on the target; none: nobody is asked about it. */
    List<OperatorInput> answers(ScriptStep.AnswerApproval answer) {
        List<OperatorInput> all = new ArrayList<>();
        for (Incident incident : asking.values()) {
            ApprovalRequest request = incident.approval();
            if (request != null && incident.target().equals(answer.target())) {
                all.add(new OperatorInput.AnswerApproval(
                        incident.id(), request.rung(), answer.approves(), answer.by(), ALL_ROLES, ""));
            }
        }
        return all;
    }
}
