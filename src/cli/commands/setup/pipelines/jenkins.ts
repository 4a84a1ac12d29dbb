/** A declarative Jenkinsfile. Workspaces last from build to build, so each script clears the reports of the last one. */
import {
  indented,
  JUNIT_FILE,
  type PipelineOptions,
  REPORT_FOLDER,
  type RenderPipeline,
  shardNumbers,
  shardScript,
  shardVariables,
  verdictScript,
} from "./pipeline.js";

export const renderJenkinsfile: RenderPipeline = (options) => ({
  path: "Jenkinsfile",
  text: `// PlayCamp conformance: the shards judge the target, the verdict decides.
// Written by playcamp-gw ${options.version}; yours to change.
//
// Needs agents with Node.js 20.18.1 or newer, and the plugins Pipeline,
// Credentials Binding and JUnit.
${secretsNote(options)}pipeline {
  agent none
  options {
    // Two runs at a time would share the test players and their balances.
    disableConcurrentBuilds()
    timeout(time: 30, unit: 'MINUTES')
  }
  stages {
    stage('Shards') {
      matrix {
        axes {
          axis {
            name 'SHARD'
            values ${shardNumbers(options).map(groovy).join(", ")}
          }
        }
        agent any
        environment {
${indented(10, environmentOf(options))}
        }
        stages {
          stage('Judge') {
            steps {
              sh '''
${indented(16, shardScript(options, "${SHARD}"))}
              '''
              stash name: "playcamp-shard-\${SHARD}", includes: '${REPORT_FOLDER}/**'
            }
          }
        }
      }
    }
    stage('Verdict') {
      agent any
      steps {
        sh 'rm -rf ${REPORT_FOLDER}'
${indented(
  8,
  shardNumbers(options).map((shard) => `unstash 'playcamp-shard-${shard}'`),
)}
        sh '${verdictScript(options, "table", { junit: true })}'
      }
      post {
        always {
          junit allowEmptyResults: true, testResults: '${JUNIT_FILE}'
          archiveArtifacts allowEmptyArchive: true, artifacts: '${REPORT_FOLDER}/**'
        }
      }
    }
  }
}
`,
});

function secretsNote({ secretVariables }: PipelineOptions): string {
  if (secretVariables.length === 0) return "";
  return `// Add as credentials of the kind "Secret text", by these ids:
// ${secretVariables.join(", ")}
`;
}

function environmentOf(options: PipelineOptions): readonly string[] {
  return [
    ...Object.entries(shardVariables(options)).map(([name, value]) => `${name} = ${groovy(value)}`),
    ...options.secretVariables.map((name) => `${name} = credentials(${groovy(name)})`),
  ];
}

/** A literal in which nothing is expanded. */
function groovy(text: string): string {
  return `'${text.replaceAll(/[\\']/g, "\\$&")}'`;
}
